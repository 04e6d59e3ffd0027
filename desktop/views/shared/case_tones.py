"""The colour and the icon of each stage and state of a case; always shown with the word."""

from __future__ import annotations

from db.words import CaseState, Stage
from desktop.views.shared.tokens import Tone

STAGE_TONES = {
    Stage.APPLICATION: Tone.NEUTRAL,
    Stage.MATCHING: Tone.INFORMATION,
    Stage.BUILDOUT: Tone.ACCENT,
    Stage.AFTERCARE: Tone.SUCCESS,
}
STATE_TONES = {
    CaseState.OPEN: None,
    CaseState.ON_HOLD: Tone.WARNING,
    CaseState.CLOSED: Tone.NEUTRAL,
    CaseState.WITHDRAWN: Tone.NEUTRAL,
    CaseState.REJECTED: Tone.DANGER,
    CaseState.CANCELLED: Tone.DANGER,
}
STAGE_ICONS = {
    Stage.APPLICATION: "inbox",
    Stage.MATCHING: "handshake",
    Stage.BUILDOUT: "wrench",
    Stage.AFTERCARE: "clipboard-check",
}
