"""Asks for a few values in one go; what is refused is said beside its field, the rest stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget
from typing_extensions import override

from db.errors import DeskError, RefusedValueError
from desktop.views.shared.banner import Banner
from desktop.views.shared.dialogs import Question, Verb
from desktop.views.shared.form import FormField
from desktop.views.shared.in_place.editors import MoneyEdit, NumberEdit
from desktop.views.shared.in_place.refusals import refusal
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlmodel import Session

    from db.words import Action
    from desktop.views.shared.operations import Operations

    Values = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """One value to ask for."""

    name: str
    word: str
    editor: QWidget
    required: bool = False
    help_text: str = ""


class FieldsQuestion(Question):
    """A small form in a dialog; it closes when its values are kept."""

    def __init__(
        self,
        title: str,
        sentence: str,
        verb: str,
        asked: Sequence[Asked],
        *,
        parent: QWidget,
        kind: str = "primary",
    ) -> None:
        super().__init__(title, sentence, [Verb("yes", verb, kind)], parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fields: dict[str, FormField] = {}
        self.banner = Banner()
        self.body.addWidget(self.banner)
        for one in asked:
            field = FormField(one.word, one.editor, required=one.required, help_text=one.help_text)
            self.fields[one.name] = field
            self.body.addWidget(field)
        self._required = [one.name for one in asked if one.required]
        self._send: Callable[[Values], object] = lambda _values: None
        button = self.buttons["yes"]
        button.clicked.disconnect()
        button.clicked.connect(self._take)
        next(iter(self.fields.values())).editor.setFocus()

    def then(self, send: Callable[[Values], object]) -> None:
        """Hand the values to `send`, and close."""

        def _hand_over(values: Values) -> None:
            self._give("yes")
            send(values)

        self._send = _hand_over
        self.open()

    def then_write(
        self,
        operations: Operations,
        work: Callable[[Session, Values], object],
        *,
        action: Action,
        done: Callable[[Any], object] | None = None,
        **facts: Any,
    ) -> None:
        """Write the values; stay open and complain beside the field where they are refused."""

        def _write(values: Values) -> None:
            operations.write(
                lambda session: work(session, values),
                action=action,
                owner=self,
                then=lambda written: self._kept(done, written.value),
                otherwise=lambda error: self._refused(operations, error),
                **facts,
            )

        self._send = _write
        self.open()

    def then_try(
        self,
        start: Callable[[Values, Callable[[Any], object], Callable[[Exception], object]], object],
        operations: Operations,
        *,
        done: Callable[[Any], object] | None = None,
    ) -> None:
        """Hand the values to `start`, which says how it went; stay open while it may fail.

        start: gets the values, what to call when it went well, and what when it failed.
        """

        def _try(values: Values) -> None:
            self.banner.quiet()
            self.buttons["yes"].setEnabled(False)
            start(
                values,
                lambda outcome: self._kept(done, outcome),
                lambda error: self._refused(operations, error),
            )

        self._send = _try
        self.open()

    def values(self) -> Values:
        """Return what was given, by name."""
        return {name: _value(field.editor) for name, field in self.fields.items()}

    def _take(self) -> None:
        for field in self.fields.values():
            if hasattr(field.editor, "take"):
                field.editor.take()
        values = self.values()
        lacking = [name for name in self._required if values[name] in (None, "")]
        for name, field in self.fields.items():
            if name in lacking:
                field.set_error(tr("비워 둘 수 없습니다. 값을 적어 주세요."))
            elif getattr(field.editor, "is_readable", True):
                field.set_error(None)
        unreadable = [
            name for name, f in self.fields.items() if not getattr(f.editor, "is_readable", True)
        ]
        wrong = [*lacking, *unreadable]
        if wrong:
            self.fields[wrong[0]].editor.setFocus()
            return
        self._send(values)

    def _kept(self, done: Callable[[Any], object] | None, value: Any) -> None:
        self._give("yes")
        if done is not None:
            done(value)

    def _refused(self, operations: Operations, error: Exception) -> None:
        self.buttons["yes"].setEnabled(True)
        if not isinstance(error, DeskError):
            operations.broke.emit(error)
            return
        name = str(error.facts.get("field", "")) if isinstance(error, RefusedValueError) else ""
        if name in self.fields:
            self.fields[name].set_error(refusal(error))
            self.fields[name].editor.setFocus()
        else:
            self.banner.say(refusal(error, naming=True), Tone.DANGER)

    @override
    def done(self, result: int) -> None:
        super().done(result)
        self.close()


def _value(editor: Any) -> Any:
    if isinstance(editor, MoneyEdit):
        return editor.value()
    if isinstance(editor, NumberEdit):
        number = editor.value()
        return None if number is None else int(number) if number == int(number) else float(number)
    return editor.value() if isinstance(editor, QComboBox) or hasattr(editor, "value") else None
