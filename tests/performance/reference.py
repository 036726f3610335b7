"""Raw SQL for what the pages show: what is physical on this database."""

from typing import Any

from django.db import connection

LIVE = "p.portfolio_id = %(portfolio)s AND (p.until_on IS NULL OR p.until_on > CURRENT_DATE)"

LIST = (
    f"""
    SELECT i.id, i.title, left(i.summary, 160), i.stage, i.is_paused, i.last_heard_at, i.circle, systems.names,
        places.names, leads.name
    FROM (
        SELECT i.* FROM initiatives_initiative i
        WHERE EXISTS (SELECT 1 FROM initiatives_placement p WHERE p.initiative_id = i.id AND {LIVE})
        ORDER BY lower(i.title), i.id LIMIT 51
    ) AS i
    LEFT JOIN LATERAL (
        SELECT array_agg(s.name ORDER BY t.is_main DESC, s."order") AS names FROM initiatives_placement p
        JOIN initiatives_placementsystem t ON t.placement_id = p.id JOIN initiatives_system s ON s.id = t.system_id
        WHERE p.initiative_id = i.id AND {LIVE}
    ) AS systems ON true
    LEFT JOIN LATERAL (
        SELECT array_agg(n.name) AS names FROM initiatives_initiative_places x
        JOIN stakeholders_place n ON n.id = x.place_id WHERE x.initiative_id = i.id
    ) AS places ON true
    LEFT JOIN LATERAL (
        SELECT o.name FROM initiatives_participation x JOIN stakeholders_organisation o ON o.id = x.organisation_id
        WHERE x.initiative_id = i.id AND x.role = 'lead' LIMIT 1
    ) AS leads ON true
    ORDER BY lower(i.title), i.id
    """,
    f"""
    SELECT count(*) FROM initiatives_initiative i
    WHERE EXISTS (SELECT 1 FROM initiatives_placement p WHERE p.initiative_id = i.id AND {LIVE})
    """,
)

_VEHICLES = """
SELECT v.*, sum(c.amount) FILTER (WHERE c.flexibility IN ('unrestricted', 'portfolio') AND c.status = 'committed')
FROM funding_fundingvehicle v LEFT JOIN funding_capitalcommitment c ON c.vehicle_id = v.id
WHERE v.portfolio_id = %(portfolio)s GROUP BY v.id
"""

_PROMISES = (
    """
    SELECT id, title, "order" FROM initiatives_policycommitment
    WHERE portfolio_id = %(portfolio)s AND retired_on IS NULL ORDER BY "order"
    """,
    """
    SELECT n.commitment_id, n.system_id, n.need FROM initiatives_systemneed n
    JOIN initiatives_policycommitment c ON c.id = n.commitment_id WHERE c.portfolio_id = %(portfolio)s
    """,
    f"""
    SELECT s.commitment_id, t.system_id, count(*) FROM initiatives_service s
    JOIN initiatives_policycommitment c ON c.id = s.commitment_id AND c.retired_on IS NULL
    JOIN initiatives_initiative i ON i.id = s.initiative_id AND i.stage <> 'closed'
    JOIN initiatives_placement p ON p.initiative_id = i.id JOIN initiatives_placementsystem t ON t.placement_id = p.id
    WHERE {LIVE} AND c.portfolio_id = %(portfolio)s GROUP BY s.commitment_id, t.system_id
    """,
)

OVERVIEW = (
    "SELECT month, count FROM sensemaking_monthtally WHERE portfolio_id = %(portfolio)s",
    f"""
    SELECT i.stage, count(*), count(*) FILTER (WHERE p.since_on > CURRENT_DATE - 90),
        count(*) FILTER (WHERE i.stage <> 'closed'
            AND coalesce(i.last_heard_at, i.created_at) < now() - interval '60 days')
    FROM initiatives_placement p JOIN initiatives_initiative i ON i.id = p.initiative_id WHERE {LIVE} GROUP BY i.stage
    """,
    *_PROMISES,
    "SELECT * FROM initiatives_system WHERE portfolio_id = %(portfolio)s",
    _VEHICLES,
    """
    SELECT f.title, f.log_count, f.data FROM sensemaking_finding f
    JOIN sensemaking_sensemakingreport r ON r.id = f.report_id WHERE r.portfolio_id = %(portfolio)s AND f.kind = 'theme'
    """,
)

_ACTIVE = f"""
SELECT i.id FROM initiatives_initiative i JOIN initiatives_placement p ON p.initiative_id = i.id
WHERE {LIVE} AND i.stage <> 'closed'
"""

HEAT_MAP = (
    *_PROMISES,
    "SELECT * FROM initiatives_system WHERE portfolio_id = %(portfolio)s",
    f"""
    SELECT count(*), count(*) FILTER (WHERE i.id IN (SELECT s.initiative_id FROM initiatives_service s
        JOIN initiatives_policycommitment c ON c.id = s.commitment_id AND c.portfolio_id = %(portfolio)s))
    FROM ({_ACTIVE}) AS i
    """,
)

LEARNING = (
    "SELECT id, name, within_id FROM stakeholders_place WHERE id IN (SELECT place_id "
    "FROM stakeholders_place_portfolios WHERE portfolio_id = %(portfolio)s)",
    "SELECT * FROM initiatives_system WHERE portfolio_id = %(portfolio)s",
    f"""
    SELECT x.place_id, t.system_id, count(*), sum(m.logs) FROM ({_ACTIVE}) AS i
    JOIN initiatives_placement p ON p.initiative_id = i.id JOIN initiatives_placementsystem t ON t.placement_id = p.id
    JOIN initiatives_initiative_places x ON x.initiative_id = i.id
    LEFT JOIN (
        SELECT initiative_id, sum(count) AS logs FROM sensemaking_logtally
        WHERE portfolio_id = %(portfolio)s AND month >= date_trunc('quarter', now()) - interval '3 months'
            AND month < date_trunc('quarter', now()) GROUP BY 1
    ) AS m ON m.initiative_id = i.id
    WHERE {LIVE} GROUP BY x.place_id, t.system_id
    """,
)
"""Places by systems, with the logs of the last quarter."""

FUNDING = (
    _VEHICLES,
    """
    SELECT o.name, c.vehicle_id, sum(c.amount) FROM funding_capitalcommitment c
    JOIN funding_fundingvehicle v ON v.id = c.vehicle_id JOIN stakeholders_organisation o ON o.id = c.funder_id
    WHERE v.portfolio_id = %(portfolio)s AND c.status = 'committed' GROUP BY o.name, c.vehicle_id
    """,
    f"""
    SELECT a.vehicle_id, t.system_id, sum(a.amount) FROM funding_allocation a
    JOIN funding_fundingvehicle v ON v.id = a.vehicle_id AND v.portfolio_id = %(portfolio)s
    LEFT JOIN initiatives_placement p ON p.initiative_id = a.initiative_id AND {LIVE}
    LEFT JOIN initiatives_placementsystem t ON t.placement_id = p.id AND t.is_main GROUP BY 1, 2
    """,
    "SELECT * FROM initiatives_system WHERE portfolio_id = %(portfolio)s",
    """
    SELECT a.vehicle_id, sum(a.amount) FROM funding_allocation a
    JOIN funding_fundingvehicle v ON v.id = a.vehicle_id AND v.portfolio_id = %(portfolio)s
    WHERE a.status = 'planned' GROUP BY a.vehicle_id
    """,
    """
    SELECT count(*), sum(holding_cost) FROM sensemaking_option
    WHERE portfolio_id = %(portfolio)s AND status NOT IN ('exercised', 'closed')
    """,
    """
    WITH moving AS (
        SELECT d.id FROM sensemaking_decision d WHERE d.portfolio_id = %(portfolio)s AND d.status <> 'proposed' AND (
            d.what = 'reallocate' OR d.id IN (SELECT decision_id FROM sensemaking_decision_logs)
            OR d.id IN (SELECT decision_id FROM sensemaking_decision_findings))
    )
    SELECT sum(amount) FROM funding_allocation WHERE status <> 'planned' AND id IN (
        SELECT allocation_id FROM funding_allocationreason WHERE decision_id IN (SELECT id FROM moving)
        UNION SELECT allocation_id FROM funding_reserverelease WHERE decision_id IN (SELECT id FROM moving))
    """,
)
"""Its sums, its flows and its figures."""

GROUP_LOGS = (
    """
    SELECT date_trunc('month', happened_on), count(*) FROM sensemaking_learninglog
    WHERE portfolio_id = %(portfolio)s AND status <> 'draft' GROUP BY 1
    """,
)

EXPORT = f"""
COPY (
    SELECT i.title, i.summary, main.name, others.names, i.stage, i.is_paused, leads.names, places.names,
        i.last_heard_at::date, i.id
    FROM initiatives_initiative i JOIN initiatives_placement p ON p.initiative_id = i.id AND {LIVE}
    LEFT JOIN LATERAL (
        SELECT s.name FROM initiatives_placementsystem t JOIN initiatives_system s ON s.id = t.system_id
        WHERE t.placement_id = p.id AND t.is_main
    ) AS main ON true
    LEFT JOIN LATERAL (
        SELECT string_agg(s.name, ', ') AS names FROM initiatives_placementsystem t
        JOIN initiatives_system s ON s.id = t.system_id WHERE t.placement_id = p.id AND NOT t.is_main
    ) AS others ON true
    LEFT JOIN LATERAL (
        SELECT string_agg(o.name, ', ') AS names FROM initiatives_participation x
        JOIN stakeholders_organisation o ON o.id = x.organisation_id WHERE x.initiative_id = i.id AND x.role = 'lead'
    ) AS leads ON true
    LEFT JOIN LATERAL (
        SELECT string_agg(n.name, ', ') AS names FROM initiatives_initiative_places x
        JOIN stakeholders_place n ON n.id = x.place_id WHERE x.initiative_id = i.id
    ) AS places ON true
    ORDER BY lower(i.title), i.id
) TO STDOUT WITH (FORMAT csv)
"""


def ask(statements: tuple[str, ...], portfolio: int) -> list[list[Any]]:
    """Run the statements and fetch all rows."""
    with connection.cursor() as cursor:
        answers = []
        for statement in statements:
            cursor.execute(statement, {"portfolio": portfolio})
            answers.append(cursor.fetchall())
        return answers


def copy_out(portfolio: int) -> int:
    """Copy the export's rows out of the database and return the number of bytes."""
    connection.ensure_connection()
    with connection.connection.cursor() as cursor, cursor.copy(EXPORT % {"portfolio": portfolio}) as copy:
        return sum(len(block) for block in copy)
