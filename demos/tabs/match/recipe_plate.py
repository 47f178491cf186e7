"""The picture of a dish with what the picture network makes of each cell."""

from demos.tabs.match.recipe_space import Pair
from demos.views.packing import Payload
from demos.views.picture_view import name_map, picture, value_map
from mm_models.systems.recipe_retrieval.menu import FOODS
from mm_models.text import Text
from mm_models.world.kinds import KIND
from mm_models.world.rendering import CELLS

BARE = Text("no food", "음식 아님")
PHOTOGRAPH = Text(
    "A photograph: this network has learnt drawn dishes only. What follows is the nearest of what it has, whatever your picture shows.",
    "사진입니다. 이 신경망은 그린 요리만 배웠습니다. 아래는 사진에 무엇이 있든 가진 것 가운데 가장 가까운 것일 뿐입니다.",
)


def on_the_plate(found: Pair) -> Payload:
    """The picture with what its network makes of each cell."""
    seen, names = found.seen, [BARE, *(KIND[food].text for food in FOODS)]
    kinds = seen.kind[0].argmax(dim=0).cpu().numpy()
    group = Text("picture network", "그림 신경망")
    maps = [
        name_map(Text("food of each cell", "칸마다의 음식"), kinds, names, group=group),
        value_map(
            Text("middle of a piece", "조각의 가운데"),
            seen.middle[0].sigmoid(),
            low=0.0,
            high=1.0,
            group=group,
        ),
        *(
            value_map(Text(f"glimpse {number}", f"눈길 {number}"), glimpse, group=Text("glimpses", "눈길"))
            for number, glimpse in enumerate(seen.glimpses[0], start=1)
        ),
    ]
    note = PHOTOGRAPH if found.plate.meal is None else counted(found)
    return picture(found.plate.large, note=note, maps=maps, grid=(CELLS, CELLS))


def counted(found: Pair) -> Text:
    """How many pieces of each food the network expects, in words."""
    numbers = [
        (KIND[food], float(n)) for food, n in zip(FOODS, found.seen.counts[0], strict=True) if n >= 0.5
    ]
    en = ", ".join(f"{kind.name} {n:.1f}" for kind, n in numbers)
    ko = ", ".join(f"{kind.ko} {n:.1f}" for kind, n in numbers)
    return Text(f"Counted: {en or 'nothing'}", f"센 개수: {ko or '없음'}")
