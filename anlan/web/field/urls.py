"""The addresses of the app, all below the one folder that its service worker looks after."""

from django.urls import path

from anlan.web.field.sending import field_send
from anlan.web.field.shell import app_file, field_shell, manifest, service_worker
from anlan.web.field.taking_along import field_data, field_form, field_token

urlpatterns = [
    path("", field_shell, name="field"),
    path("sw.js", service_worker, name="field_worker"),
    path("manifest.webmanifest", manifest, name="field_manifest"),
    path("app/<slug:version>/<slug:name>.js", app_file, name="field_file"),
    path("data.json", field_data, name="field_data"),
    path("form.json", field_form, name="field_form"),
    path("token.json", field_token, name="field_token"),
    path("send/<slug:name>/<slug:step_name>/", field_send, name="field_send"),
]
