"""The small tree of an initiative's life: what it came from on its left, what it became on its right."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from initiatives.models import Initiative, Lineage
from initiatives.querysets_lineage import BACKWARD
from initiatives.services.lineage import BY_HAND
from stakeholders.access import Access
from stakeholders.models import Organisation

GENERATIONS = 4
MOST = 40
"""Ends on either side; a tree of more would no longer be small."""

Kind = Lineage.Kind
LATER_SAYS: dict[str, str | Promise] = {
    Kind.CAME_FROM: _("came from"), Kind.BECAME: _("came from"), Kind.SPLIT_FROM: _("split from"),
    Kind.SPUN_OUT: _("spun out from"), Kind.MERGED_INTO: _("took in"),
}  # fmt: skip
EARLIER_SAYS: dict[str, str | Promise] = {
    Kind.CAME_FROM: _("led to"), Kind.BECAME: _("became"), Kind.SPLIT_FROM: _("split off"),
    Kind.SPUN_OUT: _("spun out as"), Kind.MERGED_INTO: _("merged into"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """One thing in the tree; `key` tells it from all others."""

    key: tuple[str, int]
    label: str
    icon: str
    sort: str | Promise = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """One step away from the trunk: the verb, what stands there, and what stands beyond it."""

    step: Lineage
    verb: str | Promise
    node: Node
    beyond: list["Branch"] = field(default_factory=list)

    @property
    def on(self) -> date:
        return self.step.on

    @property
    def may_be_removed(self) -> bool:
        """Whether somebody said it, rather than a merge or a split."""
        return self.step.kind in BY_HAND


@dataclass(frozen=True)
class Tree:
    """The initiative, what came before, and what came after."""

    trunk: Node
    before: list[Branch]
    after: list[Branch]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said."""
        return not self.before and not self.after

    @property
    def of_its_own(self) -> list[Branch]:
        """What was said on this initiative's own page, which is where it can be taken back."""
        near = [*self.before, *self.after]
        return [
            each for each in near if each.may_be_removed and ("initiative", each.step.initiative_id) == self.trunk.key
        ]


def tree_of(access: Access, initiative: Initiative) -> Tree:
    """Build the tree in three queries; what the reader may not see ends its branch."""
    rows = Lineage.objects.in_family_of(initiative.pk, generations=GENERATIONS).seen_with(access)
    steps = list(rows.select_related("initiative", "other", "challenge", "policy", "organisation").order_by("on", "pk"))
    listed = _listed(access, steps)
    before: dict[tuple[str, int], list[tuple[Lineage, Node]]] = {}
    after: dict[tuple[str, int], list[tuple[Lineage, Node]]] = {}
    for step in steps:
        mine, other = _node(access, step.initiative), _end(access, step, listed)
        earlier, later = (other, mine) if step.kind in BACKWARD else (mine, other)
        before.setdefault(later.key, []).append((step, earlier))
        after.setdefault(earlier.key, []).append((step, later))
    trunk = _node(access, initiative)
    return Tree(trunk, _branches(trunk, before, LATER_SAYS), _branches(trunk, after, EARLIER_SAYS))


def _branches(
    trunk: Node, steps: dict[tuple[str, int], list[tuple[Lineage, Node]]], verbs: dict[str, str | Promise]
) -> list[Branch]:  # fmt: skip
    """One side of the tree; a thing that was drawn already is not followed again, so that no circle has no end."""
    seen = {trunk.key}

    def grow(key: tuple[str, int], generation: int) -> list[Branch]:
        found = []
        for step, node in steps.get(key, ()):
            is_new = node.key not in seen
            if len(seen) > MOST:
                break
            seen.add(node.key)
            beyond = grow(node.key, generation + 1) if is_new and generation < GENERATIONS else []
            found.append(Branch(step, verbs[step.kind], node, beyond))
        return found

    return grow(trunk.key, 1)


def _listed(access: Access, steps: Iterable[Lineage]) -> set[int]:
    wanted = {step.organisation_id for step in steps if step.organisation_id}
    rows = Organisation.objects.listed_in(access.portfolio).filter(pk__in=wanted)
    return set(rows.values_list("pk", flat=True)) if wanted else set()


def _node(access: Access, row: Initiative) -> Node:
    return Node(("initiative", row.pk), row.title, "circle", url=row.get_portfolio_url(access.portfolio.slug))


def _end(access: Access, step: Lineage, listed: set[int]) -> Node:
    """What stands at the other end of a step."""
    slug = access.portfolio.slug
    if step.other is not None:
        return _node(access, step.other)
    if step.challenge is not None:
        url = reverse("initiatives:challenge", args=[slug, step.challenge.pk])
        return Node(("challenge", step.challenge.pk), step.challenge.title, "target", _("Challenge"), url)
    if step.policy is not None:
        url = step.policy.get_absolute_url()
        return Node(("policy", step.policy.pk), step.policy.title, "gavel", _("Policy"), url)
    if step.organisation is not None:
        pk = step.organisation.pk
        url = reverse("stakeholders:organisation", args=[slug, pk]) if pk in listed else ""
        return Node(("organisation", pk), step.organisation.name, "building", _("Organisation"), url)
    return Node(("named", step.pk), step.named, "bookmark")


WIDTH, HEIGHT, GAP, ROW = 188, 60, 36, 72
"""The size of a box, the room between columns, and the height of a line, in units of the drawing."""
LINE_CHARS = 22


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the drawing, with its top left corner."""

    node: Node
    verb: str | Promise
    lines: list[str]
    x: float
    y: float
    is_trunk: bool = False

    @property
    def is_initiative(self) -> bool:
        return self.node.key[0] == "initiative"


@dataclass(frozen=True)
class Drawing:
    """The tree on paper: boxes, the lines between them, and how large it is."""

    boxes: list[Box]
    lines: list[str]
    width: float
    height: float


def drawing_of(tree: Tree) -> Drawing:
    """Place the boxes: a column for each generation, each box in the middle of what stands beyond it."""
    left, right = (_depth(side) for side in (tree.before, tree.after))
    tall = max(_leaves(tree.before), _leaves(tree.after), 1) * ROW
    boxes: list[Box] = []
    lines: list[str] = []
    middle = tall / 2
    trunk_x = left * (WIDTH + GAP)
    boxes.append(Box(tree.trunk, "", wrapped(tree.trunk.label), trunk_x, middle - HEIGHT / 2, is_trunk=True))

    def draw(side: list[Branch], top: float, column: int, way: int, from_y: float) -> None:
        for branch in side:
            room = max(_leaves(branch.beyond), 1) * ROW
            y = top + room / 2
            x = trunk_x + way * column * (WIDTH + GAP)
            boxes.append(Box(branch.node, branch.verb, wrapped(branch.node.label), x, y - HEIGHT / 2))
            lines.append(_line(x, y, way, from_y))
            draw(branch.beyond, top, column + 1, way, y)
            top += room

    for side, way in ((tree.before, -1), (tree.after, 1)):
        draw(side, (tall - max(_leaves(side), 1) * ROW) / 2, 1, way, middle)
    return Drawing(boxes, lines, (left + 1 + right) * WIDTH + (left + right) * GAP, tall)


def _line(x: float, y: float, way: int, from_y: float) -> str:
    """A bend from the nearer box to the farther one."""
    start = x - GAP if way > 0 else x + WIDTH + GAP
    end = x if way > 0 else x + WIDTH
    half = (start + end) / 2
    return f"M{start:g} {from_y:g}C{half:g} {from_y:g} {half:g} {y:g} {end:g} {y:g}"


def _depth(side: list[Branch]) -> int:
    return max((1 + _depth(branch.beyond) for branch in side), default=0)


def _leaves(side: list[Branch]) -> int:
    return sum(max(_leaves(branch.beyond), 1) for branch in side)


def wrapped(label: str) -> list[str]:
    """A label in at most two lines; what is too long ends in an ellipsis."""
    lines: list[str] = [""]
    for word in label.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= LINE_CHARS or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1]}…"]
    return [_short(line) for line in lines]


def _short(line: str) -> str:
    return line if len(line) <= LINE_CHARS else f"{line[: LINE_CHARS - 1]}…"
