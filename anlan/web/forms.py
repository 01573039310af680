"""How every form field looks: classes of the style sheet; label, help and errors tied together by ids."""

from __future__ import annotations

from typing import Any

from django.forms import BoundField, Widget, widgets
from django.forms.renderers import TemplatesSetting


class Control(BoundField):
    """A field whose widget carries the class that the style sheet expects, unless the form chose one."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        """Django's attributes, with the class."""
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        kind = control_class(widget=widget)
        if kind and "class" not in built and "class" not in widget.attrs:
            built["class"] = f"{kind} is-invalid" if self.errors else kind
        return built


def control_class(*, widget: Widget) -> str:
    """The class of one kind of widget; none for a group, whose box would take it with its members."""
    if isinstance(widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple):
        return ""
    if isinstance(widget, widgets.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, widgets.Select) else "form-control"


class Renderer(TemplatesSetting):
    """Django's form renderer with our field: ``{{ form.name.as_field_group }}``."""

    bound_field_class = Control
    field_template_name = "components/field.html"
