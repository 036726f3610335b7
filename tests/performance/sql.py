"""The statements that write the large portfolio; names in `%(…)s` are given by `world.py`."""

SECONDARY_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes
WHERE tablename = %s AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""

# Words by Zipf's law: the rank is the number of words to the power of chance.
SENTENCES = """
CREATE TEMP TABLE bench_sentence AS
WITH picked AS MATERIALIZED (
    SELECT s AS id, s %% %(topics)s AS topic, place,
        CASE WHEN random() < 0.5 THEN power(%(words)s, random())::int
             ELSE %(first)s + (s %% %(topics)s) * %(slice)s + power(%(slice)s, random())::int - 1 END AS rank
    FROM generate_series(0, %(count)s - 1) AS s, generate_series(1, 11) AS place
)
SELECT p.id, p.topic, upper(left(string_agg(w.word, ' ' ORDER BY p.place), 1))
    || substr(string_agg(w.word, ' ' ORDER BY p.place), 2) || '.' AS words
FROM picked AS p JOIN bench_word AS w USING (rank) GROUP BY p.id, p.topic
"""

_INITIATIVE = """
INSERT INTO initiatives_initiative (home_id, title, summary, description, stage, stage_since_on, is_paused, closed_how,
    closing_learning, started_on, latitude, longitude, budget_amount, budget_currency, website, circle, source,
    external_id, extra, created_at, version, search)
SELECT %(portfolio)s, made.title, made.summary, made.description, made.stage, made.began + 200, made.n %% 25 = 0,
    CASE WHEN made.stage = 'closed' THEN 'completed' ELSE '' END, '', made.began, 48 + random(), 16 + random(),
    (1000 + random() * 900000)::int, 'EUR', '',
    CASE WHEN made.n %% 20 = 0 THEN 'team' WHEN made.n %% 5 = 0 THEN 'portfolio' ELSE 'public' END, '', '', '{}',
    made.began + interval '9 hours', 1,
    to_tsvector('simple', made.title || ' ' || made.summary || ' ' || made.description)
FROM (
    SELECT n, initcap(split_part(a.words, ' ', 2)) || ' ' || split_part(a.words, ' ', 3) || ' '
            || split_part(b.words, ' ', 4) || ' in ' || initcap(split_part(b.words, ' ', 5)) || ' ' || n AS title,
        a.words || ' ' || b.words AS summary, c.words || ' ' || d.words AS description,
        (ARRAY['idea','exploring','exploring','testing','testing','growing','growing','embedded','closed'])[1 + n %% 9]
            AS stage,
        %(last)s::date - %(days)s + (random() * (%(days)s - 260))::int AS began
    FROM generate_series(1, %(count)s) AS n
    JOIN bench_sentence a ON a.id = (n %% %(topics)s) + %(topics)s * (n * 7 %% 2400)
    JOIN bench_sentence b ON b.id = (n %% %(topics)s) + %(topics)s * (n * 11 %% 2399)
    JOIN bench_sentence c ON c.id = (n %% %(topics)s) + %(topics)s * (n * 13 %% 2393)
    JOIN bench_sentence d ON d.id = n * 17 %% 90000
    ORDER BY n
) AS made
"""

_NUMBERED = (
    "(SELECT id, row_number() OVER (ORDER BY id) AS n FROM initiatives_initiative WHERE home_id = %(portfolio)s)"
)
_SYSTEM = "(SELECT id, row_number() OVER (ORDER BY id) AS n FROM initiatives_system WHERE portfolio_id = %(portfolio)s)"
_LEVER = "(SELECT id, row_number() OVER (ORDER BY id) AS n FROM initiatives_lever WHERE portfolio_id = %(portfolio)s)"
_PROMISE = """(SELECT id, row_number() OVER (ORDER BY id) AS n FROM initiatives_policycommitment
    WHERE portfolio_id = %(portfolio)s)"""
_ORGANISATION = """(SELECT organisation_id AS id, row_number() OVER (ORDER BY organisation_id) AS n
    FROM stakeholders_organisation_portfolios WHERE portfolio_id = %(portfolio)s)"""
_PLACE = """(SELECT place_id AS id, row_number() OVER (ORDER BY place_id) AS n
    FROM stakeholders_place_portfolios WHERE portfolio_id = %(portfolio)s)"""

INITIATIVES = (
    _INITIATIVE,
    f"""
    INSERT INTO initiatives_placement (portfolio_id, initiative_id, rationale, facet, since_on, edit)
    SELECT %(portfolio)s, i.id, 'It belongs to the same street.',
        (ARRAY['mission','adaptive','enhancement','anticipatory',''])[1 + n.n %% 5], (i.created_at)::date, 1
    FROM {_NUMBERED} AS n JOIN initiatives_initiative i ON i.id = n.id ORDER BY n.n
    """,
    f"""
    INSERT INTO initiatives_placementsystem (placement_id, system_id, is_main)
    SELECT p.id, s.id, s.n = 1 + i.n %% 7
    FROM {_NUMBERED} AS i JOIN initiatives_placement p ON p.initiative_id = i.id
    JOIN {_SYSTEM} AS s ON s.n = 1 + i.n %% 7 OR (i.n %% 3 > 0 AND s.n = 1 + (i.n + 1 + i.n %% 5) %% 7)
    WHERE i.n %% 50 > 0 ORDER BY p.id
    """,
    f"""
    INSERT INTO initiatives_placement_levers (placement_id, lever_id)
    SELECT p.id, l.id FROM {_NUMBERED} AS i JOIN initiatives_placement p ON p.initiative_id = i.id
    JOIN {_LEVER} AS l ON l.n = 1 + i.n %% 5 OR (i.n %% 3 = 0 AND l.n = 1 + (i.n + 2) %% 5)
    """,
    f"""
    INSERT INTO initiatives_participation (initiative_id, organisation_id, role)
    SELECT i.id, o.id, CASE WHEN place = 1 THEN 'lead' WHEN place = 2 THEN 'partner' ELSE 'implementer' END
    FROM {_NUMBERED} AS i CROSS JOIN generate_series(1, 3) AS place
    JOIN {_ORGANISATION} AS o ON o.n = 1 + (i.n * place * place * 31) %% (20 + place * 120)
    ORDER BY i.n
    """,
    f"""
    INSERT INTO initiatives_initiative_places (initiative_id, place_id)
    SELECT i.id, p.id FROM {_NUMBERED} AS i
    JOIN {_PLACE} AS p ON p.n = 1 + i.n %% 40 OR (i.n %% 4 = 0 AND p.n = 1 + i.n * 7 %% 40)
    """,
    f"""
    INSERT INTO initiatives_stagechange (initiative_id, from_stage, to_stage, "on", reason, at)
    SELECT i.id, 'exploring', 'testing', row.stage_since_on, 'The first trial began.', row.created_at
    FROM {_NUMBERED} AS i JOIN initiatives_initiative row ON row.id = i.id WHERE row.stage NOT IN ('idea', 'exploring')
    """,
    f"""
    INSERT INTO initiatives_update (portfolio_id, initiative_id, kind, title, body, happened_on, circle, status, photo,
        photo_alt, author_name, created_at)
    SELECT %(portfolio)s, i.id, 'progress', '', s.words, %(last)s::date - (random() * 300)::int, 'portfolio',
        'accepted', '', '', 'A partner', %(last)s::date - interval '1 day'
    FROM {_NUMBERED} AS i CROSS JOIN generate_series(1, 3) AS place
    JOIN bench_sentence s ON s.id = (i.n * place * 37) %% 90000
    """,
)

PROMISES = (
    """
    INSERT INTO initiatives_policycommitment (portfolio_id, title, promise, amount, unit, year, source, source_url,
        "order", retired_why, edit, created_at)
    SELECT %(portfolio)s, 'Promise ' || n || ' kept by 2035', 'A promise of the city.', 1000 * n, 'homes', 2035, '', '',
        n, '', 1, now()
    FROM generate_series(1, %(promises)s) AS n
    """,
    f"""
    INSERT INTO initiatives_systemneed (commitment_id, system_id, need)
    SELECT c.id, s.id, (ARRAY['essential','helpful','none'])[1 + (c.n + s.n) %% 3]
    FROM {_PROMISE} AS c CROSS JOIN {_SYSTEM} AS s WHERE (c.n + s.n) %% 7 > 0
    """,
    f"""
    INSERT INTO initiatives_service (commitment_id, initiative_id, how, in_hand, evidenced, created_at)
    SELECT c.id, i.id, '', 0, 0, now()
    FROM {_NUMBERED} AS i JOIN {_PROMISE} AS c
        ON c.n = 1 + i.n * 3 %% %(promises)s OR (i.n %% 2 = 0 AND c.n = 1 + (i.n * 7 + 11) %% %(promises)s)
    """,
)

LOGS = f"""
INSERT INTO sensemaking_learninglog (portfolio_id, initiative_id, title, tried, saw, next, kind, mark, circle, status,
    happened_on, photo, photo_alt, author_name, author_title, source, external_id, created_at, search)
SELECT %(portfolio)s, made.initiative, '', made.tried, made.saw, made.next,
    (ARRAY['learning','learning','learning','fork','context_shift','milestone','outcome','surprise','dead_end',
        'question'])[1 + made.n %% 10],
    (ARRAY['','','','barrier','enabler'])[1 + made.n %% 5],
    (ARRAY['portfolio','portfolio','portfolio','portfolio','funders','public','public','team'])[1 + made.n %% 8],
    CASE WHEN made.n %% 97 = 0 THEN 'draft' ELSE 'shared' END, made.day, '', '', 'A neighbour', '', '', '',
    made.day + interval '17 hours', to_tsvector('simple', made.tried || ' ' || made.saw || ' ' || made.next)
FROM (
    SELECT log.n, i.id AS initiative, a.words AS tried, b.words || ' ' || c.words AS saw, d.words AS next,
        %(last)s::date - %(days)s + (log.n::bigint * %(days)s / %(logs)s)::int AS day
    FROM (
        SELECT n, 1 + floor(%(count)s * power(random(), 2))::int AS about, (random() * %(topics)s)::int AS other,
            random() < 0.7 AS is_own, floor(random() * 2499)::int AS x, floor(random() * 2499)::int AS y,
            floor(random() * 2499)::int AS z, floor(random() * (%(sentences)s - 1))::int AS w
        FROM generate_series(%(from)s, %(until)s) AS n
    ) AS log
    JOIN {_NUMBERED} AS i ON i.n = log.about
    JOIN bench_sentence a ON a.id = log.x * %(topics)s + CASE WHEN is_own THEN i.n ELSE other END %% %(topics)s
    JOIN bench_sentence b ON b.id = log.y * %(topics)s + CASE WHEN is_own THEN i.n ELSE other END %% %(topics)s
    JOIN bench_sentence c ON c.id = log.z * %(topics)s + CASE WHEN is_own THEN i.n ELSE other END %% %(topics)s
    JOIN bench_sentence d ON d.id = log.w
    ORDER BY log.n
) AS made
"""

COUNTED = """
SELECT portfolio_id, initiative_id, date_trunc('month', happened_on)::date AS month, kind, count(*) AS count
FROM sensemaking_learninglog WHERE portfolio_id = %(portfolio)s AND status <> 'draft' GROUP BY 1, 2, 3, 4
"""
TALLIES = f"INSERT INTO sensemaking_logtally (portfolio_id, initiative_id, month, kind, count) {COUNTED} ORDER BY 3, 2"

MONTHS = """
INSERT INTO sensemaking_monthtally (portfolio_id, month, count, team)
SELECT %(portfolio)s, date_trunc('month', happened_on)::date, count(*), count(*) FILTER (WHERE circle = 'team')
FROM sensemaking_learninglog WHERE portfolio_id = %(portfolio)s AND status <> 'draft' GROUP BY 2
"""

LAST_HEARD = """
UPDATE initiatives_initiative AS i SET last_heard_at = heard.at
FROM (SELECT initiative_id, max(created_at) AS at FROM sensemaking_learninglog
      WHERE portfolio_id = %(portfolio)s AND status <> 'draft' GROUP BY 1) AS heard
WHERE i.id = heard.initiative_id
"""

_VEHICLE = (
    "(SELECT id, row_number() OVER (ORDER BY id) AS n FROM funding_fundingvehicle WHERE portfolio_id = %(portfolio)s)"
)
ALLOCATIONS = (
    f"""
    INSERT INTO funding_allocation (vehicle_id, target, initiative_id, amount, status, purpose, "on", agreed_on,
        paid_total, returned_total)
    SELECT v.id, 'initiative', i.id, 20000 + (i.n * turn) %% 100 * 500, 'agreed', '',
        %(last)s::date - (i.n * turn %% 1400)::int, %(last)s::date - (i.n * turn %% 1400)::int, 10000, 0
    FROM {_NUMBERED} AS i CROSS JOIN generate_series(1, %(allocations)s) AS turn
    JOIN {_VEHICLE} AS v ON v.n = 1 + (i.n + turn * 7) %% %(vehicles)s
    """,
    """
    INSERT INTO funding_disbursement (allocation_id, kind, amount, "on", note)
    SELECT a.id, 'payment', 1000, least(a."on" + part * 40, %(last)s::date), ''
    FROM funding_allocation a JOIN funding_fundingvehicle v ON v.id = a.vehicle_id
    CROSS JOIN generate_series(1, 10) AS part
    WHERE v.portfolio_id = %(portfolio)s
    """,
)
"""Each initiative has some allocations, each in another vehicle; each is paid out in ten parts."""

VEHICLE_TOTALS = """
UPDATE funding_fundingvehicle AS v SET committed_total = 1200000000, drawn_total = 600000000,
    allocated_total = a.allocated, paid_total = a.paid
FROM (SELECT vehicle_id, sum(amount) AS allocated, sum(paid_total) AS paid FROM funding_allocation GROUP BY 1) AS a
WHERE a.vehicle_id = v.id AND v.portfolio_id = %(portfolio)s
"""
