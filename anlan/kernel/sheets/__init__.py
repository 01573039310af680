"""电子表格: tables that leave the house as Excel workbooks."""
