"""Where the boxes and paths of the small pictures stand."""

from danvan.orgs.rules.pictures import BOX_WIDTH, Projection, draw_lineage, points_of

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[105.0, 18.0], [106.0, 18.0], [106.0, 19.0], [105.0, 19.0], [105.0, 18.0]]],
}
TRIANGLE = [[[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]]


def test_stands_predecessors_left_and_successors_right():
    picture = draw_lineage(3, [(1, 3), (2, 3), (3, 4)])
    x = {box.unit_id: box.x for box in picture.boxes}

    assert x[1] == x[2] < x[3] < x[4]
    assert picture.width == x[4] + BOX_WIDTH


def test_boxes_never_lie_on_each_other():
    picture = draw_lineage(9, [(unit, 9) for unit in range(8)] + [(20 + unit, unit) for unit in range(8)])
    places = {(box.x, box.y) for box in picture.boxes}

    assert len(places) == len(picture.boxes) == 17
    assert max(box.y for box in picture.boxes) < picture.height


def test_draws_a_unit_once_though_two_ways_lead_to_it():
    picture = draw_lineage(4, [(1, 2), (1, 3), (2, 4), (3, 4)])

    assert sorted(box.unit_id for box in picture.boxes) == [1, 2, 3, 4]
    assert len(picture.curves) == 4


def test_projects_north_up_and_east_right():
    projection = Projection.around(SQUARE)

    start, _, steps = projection.path(SQUARE).partition("l")
    assert start.startswith("M0 ")  # the south-west corner
    assert steps.startswith("1000 0 0 -")  # east, then north
    assert 1000 < projection.height < 1100  # a degree of longitude is shorter than one of latitude here


def test_knows_the_corners_of_every_part():
    twice = {"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"], TRIANGLE]}

    assert points_of(SQUARE) < points_of(twice)
    assert len(points_of(twice)) == 7
