"""What people of several initiatives might say of the same thing, so that a theme is found in it."""

DOORS = (
    "The door opened when a neighbour from the same street knocked first.",
    "A known neighbour at the door made the first visit possible.",
    "Every door that opened had a neighbour standing beside us.",
    "Without the neighbour nobody opened the door for a visit.",
)
TREES = (
    "Shade from the lime trees kept the pavement cool in the heat.",
    "Heat on the pavement fell where trees gave shade all afternoon.",
    "People crossed the road for shade; trees beat awnings in the heat.",
    "Young trees give no shade yet and the heat drove people indoors.",
)
