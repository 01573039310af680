"""Every address of Anlan: the menu of the house."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from anlan.kernel.pages import imports, outside, steps, views
from anlan.kernel.pages.registers import register_index
from anlan.oversight.allocations import allocation_entry, allocation_page
from anlan.oversight.areas import area_page, area_units, first_area
from anlan.oversight.asked import asked_page
from anlan.oversight.burden import burden_entry, burden_page
from anlan.oversight.checklists import checklists_page
from anlan.oversight.clause_pages import clause_list, clause_page
from anlan.oversight.committees import committee_list, committee_page
from anlan.oversight.criteria import criteria_page
from anlan.oversight.dry_run_page import dry_run_page
from anlan.oversight.due_calendar import calendar_page
from anlan.oversight.duties import duty_list, duty_page
from anlan.oversight.duty_lists import duty_list_page
from anlan.oversight.establishments import staffing_entry, staffing_page, staffing_units
from anlan.oversight.home import home
from anlan.oversight.ledger import ledger_entry, ledger_list
from anlan.oversight.life import obligation_step
from anlan.oversight.major_dangers import first_major, major_page
from anlan.oversight.messages import message_list, message_page, messages_mail, messages_read
from anlan.oversight.obligations import obligation_export, obligation_list, obligation_page
from anlan.oversight.orders_ledger import orders_export, orders_ledger
from anlan.oversight.overview import first_overview, overview_export, overview_page
from anlan.oversight.papers.issue_page import paper_new
from anlan.oversight.papers.register_pages import paper_export, paper_file, paper_list, paper_page, paper_void
from anlan.oversight.patrols import first_patrols, patrols_page
from anlan.oversight.posts import my_post, post_page
from anlan.oversight.public.commitments import commitment_page, commitments_page
from anlan.oversight.regulator_proposals import taking_over_page
from anlan.oversight.regulators import regulator_entry, regulator_page, regulator_rows
from anlan.oversight.risk_cards import risk_card, risk_card_code, risk_card_page
from anlan.oversight.risk_leaders import leaders_page
from anlan.oversight.risk_list import risk_list_file, risk_list_page
from anlan.oversight.risk_map import first_map, map_page
from anlan.oversight.roles import roles_page
from anlan.oversight.silence import first_silence, silence_page
from anlan.oversight.staffing import (
    appoint_page,
    close_page,
    close_post_page,
    end_page,
    hand_over_page,
    open_post_page,
)
from anlan.oversight.targets import target_entry, target_page
from anlan.oversight.units import unit_page, vacant_page
from anlan.oversight.upward_forms import register_of_form
from anlan.oversight.warnings import first_warnings, warnings_export, warnings_page
from anlan.oversight.work_ledgers import first_ledger, ledger_page
from anlan.web import errors
from anlan.web.health import health
from anlan.web.login import LoginView, LogoutView
from anlan.web.password import PasswordView
from anlan.web.public_pages import public

urlpatterns = [
    path("", home, name="home"),
    path("obligations/", obligation_list, name="obligations"),
    path("obligations/export.xlsx", obligation_export, name="obligation_export"),
    path("obligations/<int:pk>/", obligation_page, name="obligation"),
    path("obligations/<int:pk>/<slug:step_name>/", obligation_step, name="obligation_step"),
    path("areas/", first_area, name="areas"),
    path("areas/<slug:code>/", area_page, name="area"),
    path("areas/<slug:code>/units/", area_units, name="area_units"),
    path("staffing/", staffing_entry, name="staffing_entry"),
    path("staffing/<slug:code>/", staffing_page, name="staffing"),
    path("staffing/<slug:code>/units/", staffing_units, name="staffing_units"),
    path("allocations/", allocation_entry, name="allocation_entry"),
    path("allocations/<slug:code>/", allocation_page, name="allocations"),
    path("regulators/", regulator_entry, name="regulator_entry"),
    path("regulators/<slug:code>/", regulator_page, name="regulators"),
    path("regulators/<slug:code>/enterprises/", regulator_rows, name="regulator_rows"),
    path("regulators/<slug:code>/take-over/", taking_over_page, name="regulators_take_over"),
    path("targets/", target_entry, name="target_entry"),
    path("targets/<slug:code>/", target_page, name="targets"),
    path("committees/", committee_list, name="committees"),
    path("committees/<slug:code>/", committee_page, name="committee"),
    path("clauses/", clause_list, name="clauses"),
    path("clauses/<str:clause_id>/", clause_page, name="clause"),
    path("criteria/", criteria_page, name="criteria"),
    path("checklists/", checklists_page, name="checklists"),
    path("ledger/", ledger_list, name="ledger"),
    path("ledger/<int:seq>/", ledger_entry, name="ledger_entry"),
    path("messages/", message_list, name="messages"),
    path("messages/read/", messages_read, name="messages_read"),
    path("messages/mail/", messages_mail, name="messages_mail"),
    path("messages/<int:pk>/", message_page, name="message"),
    path("roles/", roles_page, name="roles"),
    path("papers/", paper_list, name="papers"),
    path("papers/export.xlsx", paper_export, name="paper_export"),
    path("papers/new/", paper_new, name="paper_new"),
    path("papers/<int:pk>/", paper_page, name="paper"),
    path("papers/<int:pk>/file/", paper_file, name="paper_file"),
    path("papers/<int:pk>/void/", paper_void, name="paper_void"),
    path("orders/", orders_ledger, name="orders_ledger"),
    path("orders/export.xlsx", orders_export, name="orders_export"),
    path("records/", register_index, name="registers"),
    path("records/<slug:name>/", views.record_list, name="records"),
    path("records/<slug:name>/export.xlsx", views.record_export, name="record_export"),
    path("records/<slug:name>/import/", imports.import_upload, name="import_upload"),
    path("records/<slug:name>/rows.xlsx", imports.import_rows, name="import_rows"),
    path("records/<slug:name>/template.xlsx", imports.import_template, name="import_template"),
    path("records/<slug:name>/forms/", outside.forms_page, name="outside_forms"),
    path("records/<slug:name>/forms/<int:pk>.xlsx", outside.form_rows, name="form_rows"),
    path("forms/<int:pk>/", register_of_form, name="register_of_form"),
    path("records/<slug:name>/new/", steps.begin_case, name="begin"),
    path("records/<slug:name>/<int:pk>/", views.record_page, name="record"),
    path("records/<slug:name>/<int:pk>/<slug:step_name>/", steps.take_step, name="step"),
    path("records/<slug:name>/of/<int:unit>/<slug:step_name>/", steps.step_of_unit, name="step_of_unit"),
    path("imports/<int:pk>/", imports.import_page, name="import_page"),
    path("imports/<int:pk>/file/", imports.import_file, name="import_file"),
    path("imports/<int:pk>/faults.xlsx", imports.import_faults, name="import_faults"),
    path("files/<int:pk>/", views.evidence, name="evidence"),
    path("files/<int:pk>/photo/", views.photo, {"small": False}, name="photo"),
    path("files/<int:pk>/thumbnail/", views.photo, {"small": True}, name="thumbnail"),
    path("overview/", first_overview, name="overviews"),
    path("overview/<slug:code>/", overview_page, name="overview"),
    path("overview/<slug:code>/export.xlsx", overview_export, name="overview_export"),
    path("major/", first_major, name="major_dangers"),
    path("major/<slug:code>/", major_page, name="major_dangers_of"),
    path("risks/leaders/", leaders_page, name="risk_leaders"),
    path("risks/<int:pk>/card/", risk_card_page, name="risk_card_page"),
    path("risks/<int:pk>/code.svg", risk_card_code, name="risk_card_code"),
    path("risks/<int:pk>/card.docx", risk_card, name="risk_card"),
    path("risks/of/<path:code>/list.docx", risk_list_file, name="risk_list_file"),
    path("risks/of/<path:code>/", risk_list_page, name="risk_list"),
    path("map/", first_map, name="map"),
    path("map/<slug:code>/", map_page, name="map_of"),
    path("silence/", first_silence, name="silence"),
    path("silence/<slug:code>/", silence_page, name="silence_of"),
    path("warnings/", first_warnings, name="warnings"),
    path("warnings/<slug:code>/", warnings_page, name="warnings_of"),
    path("warnings/<slug:code>/export.xlsx", warnings_export, name="warnings_export"),
    path("patrols/", first_patrols, name="patrols"),
    path("patrols/<slug:code>/", patrols_page, name="patrols_of"),
    path("enterprises/ledger/", first_ledger, name="work_ledgers"),
    path("enterprises/<slug:code>/ledger/", ledger_page, name="work_ledger"),
    path("areas/<slug:code>/vacant/", vacant_page, name="vacant"),
    path("calendar/", calendar_page, name="calendar"),
    path("duties/", duty_list, name="duties"),
    path("duties/<slug:key>/", duty_page, name="duty"),
    path("duties/<slug:key>/dry-run/", dry_run_page, name="dry_run"),
    path("post/", my_post, name="my_post"),
    path("posts/<int:pk>/", post_page, name="post"),
    path("posts/<int:pk>/duty-list/", duty_list_page, name="duty_list"),
    path("posts/<int:pk>/appoint/", appoint_page, name="post_appoint"),
    path("posts/<int:pk>/hand-over/", hand_over_page, name="post_hand_over"),
    path("posts/<int:pk>/close/", close_post_page, name="post_close"),
    path("appointments/<int:pk>/end/", end_page, name="appointment_end"),
    path("burden/", burden_entry, name="burden_entry"),
    path("burden/<slug:code>/", burden_page, name="burden"),
    path("units/<path:code>/asked/", asked_page, name="asked"),
    path("units/<path:code>/posts/new/", open_post_page, name="unit_open_post"),
    path("units/<path:code>/close/", close_page, name="unit_close"),
    path("units/<path:code>/", unit_page, name="unit"),
    path("public/commitments/", public(commitments_page), name="public_commitments"),
    path("public/commitments/<int:pk>/", public(commitment_page), name="public_commitment"),
    path("login/", LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/", PasswordView.as_view(), name="password"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("healthz", health, name="health"),
    path("field/", include("anlan.web.field.urls")),
    path("api/v1/", include("anlan.web.api.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
