"""What the pages of stories show: the list, a story with its blocks, and the sources they stand on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portfolio_hub.lib.keyset import Page, page_of
from portfolio_hub.lib.markdown import to_html
from sensemaking.models import Finding, SenseMakingReport, Story, StoryBlock
from sensemaking.overviews.story_charts import Drawn, Tile, drawn_chart, tiles_of
from sensemaking.overviews.story_map import PlacesMap, places_map
from sensemaking.veiling import veil
from stakeholders.access import Access
from stakeholders.models import Circle

PAGE_SIZE = 12
Kind = StoryBlock.Kind


@dataclass(frozen=True)
class StoriesPage:
    """The stories that this reader may open: published ones, and for stewards the others."""

    page: Page[Story]
    drafts: Sequence[Story]


@dataclass(frozen=True, slots=True)
class Source:
    """What a quote stands on; `state` says in words why it may be read."""

    number: int
    log: int
    day: date
    initiative: str
    initiative_url: str
    url: str
    state: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of a log as everybody may read them; `speaker` only where the author agreed to be named."""

    words: str
    speaker: str
    source: Source


@dataclass(frozen=True, slots=True)
class Told:
    """A finding of a published report for everybody."""

    title: str
    body: str
    kind: str
    report: str
    logs: int
    url: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One block as it is read; what it does not have is None."""

    block: StoryBlock
    html: SafeString | None = None
    quote: Quoted | None = None
    tiles: tuple[Tile, ...] = ()
    chart: Drawn | None = None
    map: PlacesMap | None = None
    finding: Told | None = None

    @property
    def template(self) -> str:
        return f"sensemaking/stories/blocks/{self.block.kind}.html"

    @property
    def is_taken_back(self) -> bool:
        """Whether words stood here that nobody may read now."""
        return self.block.kind == Kind.QUOTE and self.quote is None

    @property
    def is_gone(self) -> bool:
        """Whether the finding that stood here is not there for everybody."""
        return self.block.kind == Kind.FINDING and self.finding is None

    @property
    def anchor(self) -> str:
        return f"block-{self.block.pk}"


@dataclass(frozen=True)
class StoryPage:
    """A story as it is read."""

    story: Story
    blocks: tuple[Shown, ...]
    sources: tuple[Source, ...]

    @property
    def taken_back(self) -> list[Shown]:
        return [shown for shown in self.blocks if shown.is_taken_back]


def stories_page(access: Access, after: str) -> StoriesPage:
    """One page of the published stories, the newest first; drafts and withdrawn ones for stewards."""
    rows = Story.objects.seen_with(access).select_related("portfolio")
    published = rows.published().annotate(quotes=Count("blocks", filter=_is_quote()))
    waiting = rows.exclude(status=Story.Status.PUBLISHED).order_by(F("edited_at").desc(nulls_last=True), "-pk")
    return StoriesPage(
        page=page_of(published.order_by(), order=("-published_at", "-pk"), after=after, size=PAGE_SIZE),
        drafts=list(waiting[:100]) if access.is_steward else (),
    )


def _is_quote() -> Q:
    return Q(blocks__kind=Kind.QUOTE, blocks__removed_at__isnull=True)


def story_page(story: Story) -> StoryPage:
    """Read a story as everybody reads it: nothing in it depends on who reads.

    A fixed number of queries, and one for each map and each chart of themes.
    """
    blocks = list(blocks_of(story))
    standing = set(StoryBlock.objects.filter(story=story).standing().order_by().values_list("pk", flat=True))
    findings = _findings(story, [block.finding_id for block in blocks if block.finding_id])
    sources: dict[tuple[int, int], Source] = {}
    shown = tuple(_shown(block, block.pk in standing, findings, sources, story) for block in blocks)
    return StoryPage(story, shown, tuple(sources.values()))


def blocks_of(story: Story) -> QuerySet[StoryBlock]:
    """Its blocks in order with what they stand on."""
    rows = StoryBlock.objects.filter(story=story).kept().select_related("log__initiative", "release")
    return rows.defer(
        "log__search", "log__initiative__search", "log__initiative__description", "log__initiative__extra"
    )


def _shown(
    block: StoryBlock, stands: bool, findings: dict[int, Told], sources: dict[tuple[int, int], Source], story: Story
) -> Shown:
    """One block as it is read."""
    slug = story.portfolio.slug
    match block.kind:
        case Kind.TEXT:
            return Shown(block, html=to_html(block.body))
        case Kind.QUOTE:
            return Shown(block, quote=_quoted(block, sources, slug) if stands else None)
        case Kind.NUMBERS:
            return Shown(block, tiles=tiles_of(block, slug))
        case Kind.CHART:
            return Shown(block, chart=drawn_chart(block, slug))
        case Kind.MAP:
            return Shown(block, map=places_map(story.portfolio, block))
    return Shown(block, finding=findings.get(block.finding_id or 0))


def _quoted(block: StoryBlock, sources: dict[tuple[int, int], Source], slug: str) -> Quoted:
    """The words with whose they are: a name only where its author let it go with them."""
    log, release = block.log, block.release
    assert log is not None  # the database keeps words only with their log
    key = (log.pk, release.pk if release else 0)
    if key not in sources:
        sources[key] = _source(block, len(sources) + 1, slug)
    speaker = ""
    if release is not None and release.names_author:
        speaker = ", ".join(part for part in (log.author_name, log.author_title) if part)
    return Quoted(release.wording if release else block.body, speaker, sources[key])


def _source(block: StoryBlock, number: int, slug: str) -> Source:
    log, release = block.log, block.release
    assert log is not None
    initiative = log.initiative if log.initiative and log.initiative.circle == Circle.PUBLIC else None
    state = _("a learning log for everyone to read")
    if release is not None:
        state = _("let go to everyone by its author")
        if release.wording != release.quote:
            state = _("let go to everyone by its author, with names taken out")
    return Source(
        number=number,
        log=log.pk,
        day=log.happened_on,
        initiative=initiative.title if initiative else "",
        initiative_url=initiative.get_portfolio_url(slug) if initiative else "",
        url=log.get_portfolio_url(slug) if log.circle == Circle.PUBLIC else "",
        state=state,
    )


def quoting(access: Access) -> QuerySet[StoryBlock]:
    """Quotes that stand in the published stories of this portfolio."""
    blocks = StoryBlock.objects.kept().standing()
    return blocks.filter(story__portfolio=access.portfolio, story__status=Story.Status.PUBLISHED)


def stories_by_log(access: Access, logs: Sequence[int]) -> dict[int, list[Story]]:
    """The published stories in which words of these logs stand, the newest first."""
    found: dict[int, list[Story]] = {}
    rows = quoting(access).filter(log__in=logs).select_related("story__portfolio").order_by("-story__published_at")
    for block in rows:
        known = found.setdefault(block.log_id or 0, [])
        if block.story not in known:
            known.append(block.story)
    return found


def public_findings(portfolio_id: int) -> QuerySet[Finding]:
    """Findings that everybody may read: those of published reports for everybody."""
    reports = SenseMakingReport.objects.filter(portfolio=portfolio_id, status="published", circle=Circle.PUBLIC)
    return Finding.objects.filter(report__in=reports).select_related("report__portfolio").defer("report__facts")


def _findings(story: Story, pks: list[int]) -> dict[int, Told]:
    if not pks:
        return {}
    rows = list(public_findings(story.portfolio_id).filter(pk__in=pks))
    veil(rows)
    slug = story.portfolio.slug
    return {row.pk: _told(row, slug) for row in rows}


def _told(finding: Finding, slug: str) -> Told:
    report = finding.report
    themes = (Finding.Kind.THEME, Finding.Kind.CHANGE)
    url = report.get_absolute_url()
    if finding.kind in themes:
        url = reverse("sensemaking:theme", args=[slug, report.pk, finding.pk])
    kind = str(finding.get_kind_display())
    return Told(finding.title, finding.body, kind, report.period_name, finding.log_count, url)
