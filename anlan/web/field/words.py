"""The words of the app: its scripts hold none, so that all of them are in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def words() -> dict[str, str]:
    """Every text that the scripts show, by the key by which they ask for it."""
    return {**_screens(), **_entries(), **_states()}


def _screens() -> dict[str, str]:
    return {
        "app": pgettext("menu", "Field app"),
        "offline": _("No network. What you enter is kept on this phone and sent later."),
        "logged_out": _("You are logged out. Your entries stay on this phone until you log in again."),
        "log_in": _("Log in"),
        "nobody": _("Nobody is logged in on this phone. Log in once with network; then the app also works without."),
        "other_logged_in": _("Another officer is logged in on this phone now."),
        "others_unsent": _(
            "%(count)s unsent entries of another officer are kept on this phone. "
            "Only that officer can open and send them."
        ),
        "unsent_kept": _("%(count)s unsent entries are kept on this phone for whoever made them."),
        "no_worker": _("This browser cannot keep the app for use without network."),
        "no_forms": _("Your posts give nothing to record in the field."),
        "another_unit": _("For another unit"),
        "records": _("Records to follow up"),
        "records_to_take": _("Records to follow up: %(count)s"),
        "search": pgettext("field app", "Search"),
        "nothing_found": _("Nothing found."),
        "more_found": _("%(count)s more; type what you look for."),
        "more_units": _("More units are within your sight than a phone takes along; find the others on the pages."),
        "needs_network": _("The form for %(unit)s was not taken along. Open it once with network."),
        "drafts": _("Drafts"),
        "queue": _("Waiting to be sent"),
        "sent_back": pgettext("field app", "Not accepted"),
        "sent": pgettext("field app", "Sent"),
        "send_now": _("Send now"),
    }


def _entries() -> dict[str, str]:
    return {
        "optional": _("(optional)"),
        "add_row": _("Add a row"),
        "remove": pgettext("field app", "Remove"),
        "wipe": pgettext("signature", "Wipe"),
        "take_photo": _("Take or choose a photo"),
        "choose_file": _("Choose a file"),
        "photo_number": _("Photo %(number)s"),
        "no_picture": _("%(name)s is no picture that can be read."),
        "photo_lost": _("A photo of this entry can no longer be read on this phone. Take it again."),
        "file_missing": _("Still missing: %(name)s"),
        "full": _("This phone has no room left. Send or drop older entries first; this change is not kept yet."),
        "use_place": _("Use the place of this phone"),
        "place_found": _("Found, exact to %(metres)s m. You can correct it."),
        "place_unknown": _("The phone did not tell its place. You can go on without."),
        "too_large": _("The entry is larger than what is taken at once. Remove a photo."),
        "server_failed": _("The server failed. The entry is kept and will be sent again."),
        "maybe_arrived": _(
            "It may have arrived already: the answer was lost. It is sent again as it is, and counts once."
        ),
        "drop": _("Drop this entry"),
        "drop_certain": _("Drop this entry with its photos? It has not been recorded."),
        "drop_uncertain": _("Drop this entry with its photos? It may have been recorded already; look it up first."),
        "correct": _("Open and correct"),
        "stands_now": _("What stands now"),
        "changed_by": _("Last recorded by %(officer)s, %(at)s"),
        "no_longer": _("This step can no longer be taken."),
        "to_record": _("Open %(title)s"),
    }


def _states() -> dict[str, str]:
    return {
        "state_draft": pgettext("entry state", "Draft"),
        "state_waiting": pgettext("entry state", "Waiting"),
        "state_sending": pgettext("entry state", "Sending"),
        "state_sent": pgettext("entry state", "Sent"),
        "state_refused": pgettext("entry state", "Not accepted"),
        "state_conflict": pgettext("entry state", "Overtaken"),
    }
