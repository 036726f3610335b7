"""Brings Riverton's reports to its funders: one that was sent, one that still has gaps."""

from funding.models import FunderReport, ReportTemplate
from funding.reporting import making
from initiatives.models import Initiative
from portfolio_hub.demo import story
from portfolio_hub.demo.days import moment_of
from stakeholders.models import Organisation, Portfolio, User

Status = FunderReport.Status


def bring(portfolio: Portfolio, steward: User) -> None:
    """Make the reports unless they are there."""
    if ReportTemplate.objects.filter(portfolio=portfolio).exists():
        return
    names = {row["key"]: row["name"] for row in story.rows("organisations.csv")}
    titles = {one.key: one.title for one in story.initiatives()}
    for row in story.chapter("beside.toml")["reports"]:
        template = ReportTemplate.objects.create(
            portfolio=portfolio, funder=Organisation.objects.listed_in(portfolio).get(name=names[row["funder"]]),
            name=row["name"], currency=row["currency"], months=row["months"],
            sections=[{"name": name, "heading": heading, "is_shown": True} for name, heading in row["sections"]],
        )  # fmt: skip
        chosen = [titles[key] for key in row.get("initiatives", ())]
        template.initiatives.set(Initiative.objects.filter(home=portfolio, title__in=chosen))
        asked_at = moment_of(row["asked_on"], row["name"])
        report = FunderReport.objects.create(
            template=template, from_on=row["from"], to_on=row["to"], words=row["words"], by=steward,
            created_at=asked_at, asked_at=asked_at,
        )  # fmt: skip
        making.make(report.pk)
        if "sent_on" in row:
            sent_at = moment_of(row["sent_on"], row["name"])
            FunderReport.objects.filter(pk=report.pk, status=Status.READY).update(status=Status.SENT, sent_at=sent_at)
