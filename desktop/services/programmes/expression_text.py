"""Reads the text of an expression into a small tree, and refuses whatever is not in the grammar.

Python's own reader makes the tree, so that precedence is what everybody expects. Nothing is ever
run by Python: the tree is looked at piece by piece, and what is not listed here is refused.
"""

from __future__ import annotations

import ast
import re

from desktop.services.programmes.expression_errors import ExpressionError

LONGEST = 1_000  # letters
MOST_PARTS = 200
DEEPEST = 24

_TOKEN = re.compile(
    r"""[ ]+
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<number>\d[\d_]*(?:\.\d+)?)(?![\w.])
    | (?P<text>"[^"\\\n]*"|'[^'\\\n]*')
    | (?P<sign><=|>=|==|!=|[<>+\-*/(),\[\]])""",
    re.VERBOSE,
)
_SPELT_OTHERWISE = {
    "true": "True",
    "false": "False",
    "=": "==",
    "&": "and",
    "&&": "and",
    "|": "or",
    "||": "or",
    "!": "not",
    "AND": "and",
    "OR": "or",
    "NOT": "not",
    "IN": "in",
}
_SIGNS = re.compile(r"[=&|!]+")
_PARTS = (
    ast.BoolOp, ast.And, ast.Or,
    ast.UnaryOp, ast.Not, ast.USub,
    ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div,
    ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn,
    ast.IfExp, ast.Call, ast.Name, ast.Load, ast.Constant, ast.List, ast.Tuple,
)  # fmt: skip


class Tree:
    """The tree of one expression, and where each of its parts stands in the text."""

    def __init__(self, text: str) -> None:
        self.text = re.sub(r"[\r\n\t]", " ", text)  # letters keep their places
        self.bytes = self.text.encode()
        self._look_at_words()
        self.top = self._parsed()
        self._look_at_parts()

    def position(self, part: ast.AST) -> int:
        """Return the letter, from 1, at which a part begins."""
        offset = getattr(part, "col_offset", 0)  # Python counts bytes
        return len(self.bytes[:offset].decode("utf-8", "replace")) + 1

    def source(self, part: ast.AST) -> str:
        """Return a part as it is written."""
        start, end = getattr(part, "col_offset", 0), getattr(part, "end_col_offset", None)
        return self.bytes[start:end].decode("utf-8", "replace")

    def _look_at_words(self) -> None:
        """Refuse signs that are not of the grammar before Python's reader sees them."""
        if len(self.text) > LONGEST:
            raise ExpressionError("shorter_expression", position=LONGEST + 1, found=len(self.text))
        if not self.text.strip():
            raise ExpressionError("an_expression", position=1, found="")
        at = 0
        while at < len(self.text):
            token = _TOKEN.match(self.text, at)
            if token is None:
                self._refuse_sign(at)
            else:
                self._look_at_name(token)
                at = token.end()

    def _refuse_sign(self, at: int) -> None:
        sign = _SIGNS.match(self.text, at)
        found = sign[0] if sign else self.text[at]
        meant = _SPELT_OTHERWISE.get(found, "")
        raise ExpressionError("sign_of_the_grammar", position=at + 1, found=found, meant=meant)

    def _look_at_name(self, token: re.Match[str]) -> None:
        name = token["name"]
        if name in _SPELT_OTHERWISE:
            meant = _SPELT_OTHERWISE[name]
            at = token.start() + 1
            raise ExpressionError("word_of_the_grammar", position=at, found=name, meant=meant)

    def _parsed(self) -> ast.expr:
        lead = len(self.text) - len(self.text.lstrip(" "))
        try:
            # Spaces in front would be an indent to Python; brackets would move the places.
            top = ast.parse(self.text.lstrip(" "), mode="eval").body
        except SyntaxError as error:
            ends = len(self.text) + 1  # Python says 0 where something is missing at the end
            at = min((error.offset or ends) + lead, ends)
            found = self.text[at - 1 : at + 9].strip()
            raise ExpressionError("whole_expression", position=at, found=found) from None
        except (ValueError, MemoryError, RecursionError):
            raise ExpressionError("simpler_expression", position=1, found=len(self.text)) from None
        for part in ast.walk(top):
            if isinstance(part, ast.expr):
                part.col_offset += lead
                part.end_col_offset = (part.end_col_offset or 0) + lead
        return top

    def _look_at_parts(self) -> None:
        count = 0
        waiting: list[tuple[ast.AST, ast.AST, int]] = [(self.top, self.top, 1)]
        while waiting:
            part, holder, depth = waiting.pop()
            count += 1
            place = part if isinstance(part, ast.expr) else holder  # signs have no place
            at = self.position(place)
            if not isinstance(part, _PARTS):
                raise ExpressionError("part_of_the_grammar", position=at, found=self.source(place))
            if count > MOST_PARTS or depth > DEEPEST:
                raise ExpressionError("simpler_expression", position=at, found=count)
            waiting += [(inner, place, depth + 1) for inner in ast.iter_child_nodes(part)]
