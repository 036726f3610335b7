"""The vocabulary of the large portfolio: frequent words, words of forty topics, and a long tail of rare ones."""

import random

FREQUENT = """
the and with for from that was were they when after before street people city school week month team first more
less than about which into over under again every other their there some only also because while until where who
what how many few most local new old small large early late open next last long short good better best slow fast
group visit meeting letter call office plan budget rule permit form paper list map date hour day year time place
room door bench corner square market bridge park road path lane river hill field yard roof wall window floor
neighbour family child parent teacher pupil nurse driver tenant owner worker artist baker clerk mayor council
asked told came went took gave made kept left found lost met paid built moved tried saw learned shared signed
""".split()

TOPICS = """
heat pump retrofit insulation boiler radiator meter draught | bicycle lane signal junction kerb crossing helmet rack
tree shade canopy root soil planting pruning orchard | flood drain culvert sewer pump rain gutter basin
clinic patient waiting appointment triage carer ward referral
lunch kitchen canteen meal recipe surplus farm delivery
apprentice training workshop welding certificate mentor placement wage
library reading story shelf loan corner lamp quiet | tram bus timetable stop fare shelter transfer ramp
rent lease mortgage eviction deposit landlord damp mould | compost bin sorting glass textile repair reuse collection
solar panel inverter roof battery tariff cooperative feed | noise quarry dust lorry filter exhaust engine monitor
language course interpreter newcomer certificate form passport desk
youth club football coach pitch evening fee locker | festival stage mural gallery rehearsal choir lantern parade
benefit claim debt advice voucher arrears threshold hardship
broadband router laptop password signal coverage helpline device
creche nursery playground sandpit nap staffing pickup siblings
cycling freight parcel depot trailer curb courier battery | shop vacancy frontage lease stall tenant footfall awning
river bank otter meadow mowing pollinator hedge nest | dementia memory visit walk companion fall handrail isolation
crossing speed camera limit hump chicane crash sightline
panel jury assembly facilitator vote ballot recommendation minutes
grant funder report indicator deadline audit tranche reserve
sensor data dashboard consent licence download platform privacy
museum archive oral history exhibit loan volunteer label
hospital discharge ward bed pharmacy ambulance transport rota | prison release housing probation mentor job offer gate
harbour ferry quay crane shore buoy tide mooring | allotment seed bed shed water plot wheelbarrow gate
co-housing pool garden laundry statute share member loan | water leak pipe hydrant pressure meter valve trench
wood stove smoke chimney permit ban subsidy replacement | elevator lift stairs ramp door button handrail access
exam tutor homework attendance breakfast classroom uniform detention
airport night curfew approach noise bedroom glazing complaint
steel shift furnace layoff retraining union pension severance
cinema youth screen licence popcorn projector matinee ticket
""".replace("\n", " | ").split("|")

SYLLABLES = (
    "ba be bi bo da de di do fa fe ga go ha he ka ke ko la le li lo ma me mi mo na ne no pa pe po ra re ro".split()
)

TOPIC_COUNT = 40
TOPIC_WORDS = 60
TAIL = 3_400


def vocabulary() -> list[str]:
    """All words, the most frequent first, then each topic's slice, then the tail; no word stands twice."""
    topics = [topic.split() for topic in TOPICS if topic.strip()]
    words = dict.fromkeys(word for word in FREQUENT if word.isalpha())
    chance = random.Random(2035)
    for topic in topics[:TOPIC_COUNT]:
        own = [word for word in topic if word.isalpha() and word not in words]
        own += [word for word in _invented(chance, TOPIC_WORDS * 2) if word not in words]
        words |= dict.fromkeys(list(dict.fromkeys(own))[:TOPIC_WORDS])
    words |= dict.fromkeys(word for word in _invented(chance, TAIL * 2) if word not in words)
    return list(words)[: first_topic_rank() - 1 + TOPIC_COUNT * TOPIC_WORDS + TAIL]


def first_topic_rank() -> int:
    """The rank, counted from one, at which the first topic's words begin."""
    return len(dict.fromkeys(word for word in FREQUENT if word.isalpha())) + 1


def _invented(chance: random.Random, count: int) -> list[str]:
    """Words that could be words: three or four syllables."""
    return ["".join(chance.choices(SYLLABLES, k=chance.choice((3, 4)))) for _ in range(count)]
