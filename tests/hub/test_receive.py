"""Stories of batches: what is taken, what is refused, and what its author hears."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from db import clock
from db.base import new_id
from db.sync import envelope
from db.sync.keys import new_keys
from db.sync_errors import (
    BatchBrokenError,
    ClonedError,
    FutureClockError,
    GapError,
    NotForUsError,
    OtherCentreError,
    SyncError,
    UnknownDeviceError,
    WrongSignatureError,
)
from db.words import FileKind
from tests.hub.laptop import Laptop

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.hub.store import Hub
    from tests.hub.laptop import Edit

DAY = 86_400_000 << 16


def company(pk: str = "", **fields: Any) -> Edit:
    """Return the op that adds a company."""
    whole = {
        "id": pk or new_id().hex,
        "centre": "GN",
        "deleted": 0,
        "created_at": "2026-11-30 00:00:00.000000",
        "name": "가상정밀",
        "employees": 3,
    }
    return ("company", "insert", whole["id"], whole | fields)  # type: ignore[return-value]


def edited(pk: str, **fields: Any) -> Edit:
    """Return the op that edits a company."""
    return ("company", "update", pk, fields)


def test_given_a_batch_when_it_comes_again_then_it_is_confirmed_and_nothing_changes(
    hub: Hub, laptop: Laptop
) -> None:
    content = laptop.batch(laptop.change(company()), laptop.change(company(), company()))

    first = hub.take(content)
    again = hub.take(content)

    assert (first.changes, first.ops, first.acked, first.n) == (2, 3, 2, 3)
    assert (again.changes, again.known, again.acked, again.n) == (0, 2, 2, 3)


def test_given_edits_of_two_computers_when_neither_knew_then_both_stand_and_the_first_is_shown(
    hub: Hub, laptop: Laptop
) -> None:
    other = Laptop.enrolled(hub)
    added = company(employees=3)
    hub.take(laptop.batch(laptop.change(added)))
    laptop.seen = other.seen = hub.newest()

    hub.take(laptop.batch(laptop.change(edited(added[2], employees=40))))
    taken = hub.take(other.batch(other.change(edited(added[2], employees=50))))

    assert taken.conflicts == 1
    _label, (_first, echo), _told = other.opened(hub.feed(other.device, 1))
    assert echo.echo
    assert (echo.rows, echo.ops) == ([], 1)
    assert echo.shown == {0: {"employees": 40}}
    assert [head[2] for head in echo.heads[0]["employees"]] == [40, 50]


def test_given_a_receipt_then_only_its_computer_can_read_it_and_it_tells_how_far_it_came(
    hub: Hub, laptop: Laptop
) -> None:
    other = Laptop.enrolled(hub)
    receipt = hub.receive(laptop.batch(laptop.change(company())))

    label, transactions, told = laptop.opened(receipt)

    assert (label.kind, label.acked, transactions) == (FileKind.RECEIPT, 1, [])
    assert (told["acked"], told["n"], told["newest"], told["rejected"]) == (1, 0, 1, [])
    with pytest.raises(NotForUsError):
        other.opened(receipt)


def test_given_an_edit_of_a_row_that_nobody_has_then_it_is_told_and_the_rest_is_taken(
    hub: Hub, laptop: Laptop
) -> None:
    missing = new_id().hex

    taken = hub.take(
        laptop.batch(
            laptop.change(company()),
            laptop.change(edited(missing, name="없음")),
            laptop.change(company()),
        )
    )

    assert (taken.changes, taken.n, taken.acked) == (2, 2, 3)
    _label, transactions, told = laptop.opened(hub.feed(laptop.device, 0))
    assert [one.turn for one in transactions] == [1, 3]
    (rejected,) = told["rejected"]
    assert (rejected["turn"], rejected["code"]) == (2, "unknown_row")
    assert rejected["facts"] == {"table": "company", "row": missing}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (company(employees=-1), "refused"),  # breaks a CHECK
        (company(name="\0"), "refused"),  # PostgreSQL holds no such sign
        (company(employees=2**80), "refused"),
        (company(duplicate_of=new_id().hex), "refused"),  # refers to nothing
        (("company", "insert", new_id().hex, company()[3]), "key_differs"),
    ],
)
def test_given_one_change_that_the_tables_refuse_then_only_that_one_is_left_out(
    hub: Hub, laptop: Laptop, wrong: Edit, code: str
) -> None:
    taken = hub.take(
        laptop.batch(
            laptop.change(company()), laptop.change(company(), wrong), laptop.change(company())
        )
    )

    assert [(one.change.turn, one.code) for one in taken.refused] == [(2, code)]
    assert (taken.changes, taken.n) == (2, 2)


def test_given_an_edit_of_what_never_changes_then_it_is_left_out(hub: Hub, laptop: Laptop) -> None:
    added = company()

    taken = hub.take(
        laptop.batch(laptop.change(added), laptop.change(edited(added[2], centre="JB")))
    )

    assert [(one.code, one.facts) for one in taken.refused] == [
        ("fixed_field", {"table": "company", "field": "centre"})
    ]


def test_given_a_name_longer_than_our_forms_allow_then_it_is_kept_whole(
    hub: Hub, laptop: Laptop
) -> None:
    """A newer program may allow more; SQLite never counts."""
    taken = hub.take(laptop.batch(laptop.change(company(name="가" * 5_000))))

    assert taken.refused == ()


def test_given_a_clock_that_is_days_ahead_then_the_change_is_taken_and_marked(
    hub: Hub, laptop: Laptop
) -> None:
    late = clock.tick(0) + 3 * DAY

    hub.take(laptop.batch(laptop.change(company(), clock=late), laptop.change(company())))

    with hub.connection() as connection:
        ahead = connection.execute("SELECT ahead FROM hub.hub_change ORDER BY turn").fetchall()
    assert ahead == [(True,), (False,)]


def test_given_a_code_list_that_ships_with_each_computer_then_nobody_has_to_decide(
    hub: Hub,
) -> None:
    key = new_id().hex
    computers = [Laptop.enrolled(hub) for _ in range(4)]

    taken = [
        hub.take(one.batch(one.change(company(key, created_at=f"2026-01-0{day} 00:00:00.000000"))))
        for day, one in enumerate(computers, start=1)
    ]

    assert [one.conflicts for one in taken] == [0, 0, 0, 0]


def test_given_a_change_that_comes_again_under_a_new_identity_then_it_is_known_by_its_key(
    hub: Hub, laptop: Laptop
) -> None:
    once = laptop.change(company())
    hub.take(laptop.batch(once))
    renewed = Laptop.enrolled(hub)

    salt = {"key": once.header["key"], "salt": once.header["salt"]}
    again = renewed.change(
        ("company", "insert", once.rows[0][1], once.rows[0][2:] and _fields(once)), **salt
    )
    taken = hub.take(renewed.batch(again, renewed.change(company())))

    assert (taken.changes, taken.known, taken.acked, taken.n) == (1, 1, 2, 2)


def _fields(one: Any) -> dict[str, Any]:
    (op,) = one.each_op()
    return dict(op.fields)


def test_given_ops_of_a_newer_program_then_they_travel_on_and_merge(
    hub: Hub, laptop: Laptop
) -> None:
    other = Laptop.enrolled(hub)
    added = company(field_of_2030="가")
    later = ("table_of_2030", "insert", new_id().hex, {"what": 1.5})
    hub.take(laptop.batch(laptop.change(added, later)))

    hub.take(laptop.batch(laptop.change(edited(added[2], field_of_2030="나"))))
    taken = hub.take(other.batch(other.change(edited(added[2], field_of_2030="다"))))

    assert (taken.refused, taken.conflicts) == ((), 1)
    _label, (first, *_rest), _told = other.opened(hub.feed(other.device, 0))
    assert [op.fields for op in first.each_op()] == [added[3], later[3]]


# What is refused as a whole


def _forged(laptop: Laptop) -> bytes:
    return replace(laptop, keys=new_keys()).batch(laptop.change(company()))


def _flipped(laptop: Laptop) -> bytes:
    content = bytearray(laptop.batch(laptop.change(company())))
    content[-5] ^= 1
    return bytes(content)


def _half(laptop: Laptop) -> bytes:
    content = laptop.batch(laptop.change(company()))
    return content[: len(content) // 2]


def _gap(laptop: Laptop) -> bytes:
    laptop.change(company())
    return laptop.batch(laptop.change(company()))


def _foreign(laptop: Laptop) -> bytes:
    return laptop.batch(laptop.change(company()), centre="JB")


def _stranger(laptop: Laptop) -> bytes:
    stranger = replace(laptop, device=new_id().hex)
    return stranger.batch(stranger.change(company()))


def _absurd(laptop: Laptop) -> bytes:
    return laptop.batch(laptop.change(company()), clock=clock.tick(0) + 40 * 366 * DAY)


def _no_date(laptop: Laptop) -> bytes:
    return laptop.batch(laptop.change(company()), clock=1 << 100)


def _unchained(laptop: Laptop) -> bytes:
    return laptop.batch(laptop.change(company()), laptop.change(company(), prev="0" * 64))


def _altered(laptop: Laptop) -> bytes:
    first, second = laptop.change(company()), laptop.change(company())
    first.rows[0][-1] = 4_000
    return laptop.batch(first, second)


def _no_header(laptop: Laptop) -> bytes:
    return laptop.batch(laptop.change(company(), seen=-1))


def _not_a_batch(laptop: Laptop) -> bytes:
    return laptop.batch(laptop.change(company()), kind=FileKind.FEED)


def _to_somebody(laptop: Laptop) -> bytes:
    return laptop.batch(laptop.change(company()), to=laptop.device)


@pytest.mark.parametrize(
    ("made", "failure"),
    [
        (_forged, WrongSignatureError),
        (_flipped, BatchBrokenError),
        (_half, BatchBrokenError),
        (_gap, GapError),
        (_foreign, OtherCentreError),
        (_stranger, UnknownDeviceError),
        (_absurd, FutureClockError),
        (_no_date, FutureClockError),
        (_unchained, BatchBrokenError),
        (_altered, BatchBrokenError),
        (_no_header, BatchBrokenError),
        (_not_a_batch, BatchBrokenError),
        (_to_somebody, NotForUsError),
    ],
)
def test_given_what_cannot_be_believed_then_nothing_of_it_is_taken(
    hub: Hub, laptop: Laptop, made: Callable[[Laptop], bytes], failure: type[SyncError]
) -> None:
    with pytest.raises(failure):
        hub.take(made(laptop))

    assert hub.newest() == 0
    assert hub.device(laptop.device).turn == 0


def test_given_two_computers_with_one_identity_then_the_second_is_told(
    hub: Hub, laptop: Laptop
) -> None:
    hub.take(laptop.batch(laptop.change(company())))
    copied = replace(laptop)
    hub.take(laptop.batch(laptop.change(company()), laptop.change(company())))

    with pytest.raises(ClonedError):  # the same turn, something else in it
        hub.take(copied.batch(copied.change(company())))
    ahead = replace(copied, turn=3)
    with pytest.raises(ClonedError):  # the next turn, but another past
        hub.take(ahead.batch(ahead.change(company())))

    assert hub.newest() == 3


def test_given_a_computer_that_was_shut_out_then_it_neither_gives_nor_gets(
    hub: Hub, laptop: Laptop
) -> None:
    hub.shut_out(laptop.device)

    with pytest.raises(UnknownDeviceError):
        hub.take(laptop.batch(laptop.change(company())))
    with pytest.raises(UnknownDeviceError):
        hub.feed(laptop.device, 0)
    assert [one.shut_out_at is None for one in hub.devices()] == [False]


def test_given_a_batch_that_is_not_sealed_then_it_is_taken_all_the_same(
    hub: Hub, laptop: Laptop
) -> None:
    """Some gateways refuse what they can't read."""
    taken = hub.take(laptop.batch(laptop.change(company()), seal=envelope.Unsealed.name))

    assert taken.changes == 1
