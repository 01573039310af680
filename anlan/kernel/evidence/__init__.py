"""材料: the files handed in as evidence. Checked on arrival, stored by digest, served as attachments."""
