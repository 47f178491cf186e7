"""What dishes are made of and how: vessels, preparations and recipes in English and Korean."""

from dataclasses import dataclass

from mm_models.text import Text

PREPARATIONS: dict[str, Text] = {
    "tomato": Text(en="Cut {thing} into pieces.", ko="{thing}[을/를] 한입 크기로 썹니다."),
    "cheese": Text(en="Grate {thing}.", ko="{thing}[을/를] 갈아 둡니다."),
    "egg": Text(en="Beat {thing}.", ko="{thing}[을/를] 풀어 둡니다."),
    "bread": Text(en="Slice {thing}.", ko="{thing}[을/를] 얇게 자릅니다."),
    "carrot": Text(en="Peel and slice {thing}.", ko="{thing}의 껍질을 벗겨 썹니다."),
    "mushroom": Text(en="Clean and slice {thing}.", ko="{thing}[을/를] 닦아서 썹니다."),
    "onion": Text(en="Chop {thing}.", ko="{thing}[을/를] 다집니다."),
    "garlic": Text(en="Crush {thing}.", ko="{thing}[을/를] 으깹니다."),
    "shrimp": Text(en="Shell {thing}.", ko="{thing}의 껍질을 벗깁니다."),
    "bacon": Text(en="Cut {thing} into strips.", ko="{thing}[을/를] 길게 자릅니다."),
    "fish": Text(en="Clean {thing} and take out the bones.", ko="{thing}[을/를] 손질하고 가시를 바릅니다."),
    "pepper": Text(en="Remove the seeds of {thing}.", ko="{thing}의 씨를 뺍니다."),
    "corn": Text(en="Cut {thing} from the cob.", ko="{thing}의 알을 떼어 냅니다."),
    "potato": Text(en="Peel {thing} and cut into cubes.", ko="{thing}의 껍질을 벗겨 깍둑썰기합니다."),
    "rice": Text(en="Wash {thing}.", ko="{thing}[을/를] 준비합니다."),
    "lemon": Text(en="Squeeze {thing}.", ko="{thing}의 즙을 짭니다."),
    "broccoli": Text(en="Break {thing} into florets.", ko="{thing}[을/를] 작은 송이로 나눕니다."),
    "apple": Text(en="Core and slice {thing}.", ko="{thing}의 심을 빼고 썹니다."),
    "banana": Text(en="Peel and slice {thing}.", ko="{thing}의 껍질을 벗겨 썹니다."),
    "strawberry": Text(en="Wash and halve {thing}.", ko="{thing}[을/를] 씻어 반으로 자릅니다."),
}
SEASONINGS: dict[str, Text] = {
    "salt": Text(en="salt", ko="소금"),
    "oil": Text(en="olive oil", ko="올리브유"),
    "soy sauce": Text(en="soy sauce", ko="간장"),
    "butter": Text(en="butter", ko="버터"),
    "sugar": Text(en="sugar", ko="설탕"),
    "black pepper": Text(en="black pepper", ko="후추"),
}


@dataclass(frozen=True)
class Recipe:
    """A class of dishes: its vessel, what may go into it, and the steps after the preparations, in order."""

    name: Text
    vessel: str  # "plate" "bowl" "pan" "crust" "board" "tray" or "pot"
    foods: tuple[str, ...]
    seasonings: tuple[str, ...]
    steps: tuple[Text, ...]  # {first}, {rest} and {all} are ingredients


_VEGETABLES = ("tomato", "carrot", "mushroom", "onion", "garlic", "pepper", "corn", "potato", "broccoli")
_SAVOURY = (*_VEGETABLES, "egg", "shrimp", "bacon", "fish")

RECIPES: dict[str, Recipe] = {
    "salad": Recipe(
        Text(en="salad", ko="샐러드"),
        "plate",
        ("tomato", "cheese", "egg", "carrot", "onion", "corn", "lemon", "broccoli", "apple", "shrimp"),
        ("oil", "salt", "black pepper"),
        (
            Text(en="Put {all} on a plate.", ko="접시에 {all}[을/를] 담습니다."),
            Text(en="Pour {seasoning} over it and serve.", ko="{seasoning}[을/를] 뿌려서 냅니다."),
        ),
    ),
    "soup": Recipe(
        Text(en="soup", ko="수프"),
        "bowl",
        (*_SAVOURY, "rice"),
        ("salt", "butter", "black pepper"),
        (
            Text(en="Boil {first} for ten minutes.", ko="{first}[을/를] 십 분 동안 끓입니다."),
            Text(en="Add {rest} and simmer.", ko="{rest}[을/를] 넣고 약한 불로 끓입니다."),
            Text(en="Season with {seasoning}.", ko="{seasoning}[으로/로] 간을 맞춥니다."),
        ),
    ),
    "stir-fry": Recipe(
        Text(en="stir-fry", ko="볶음"),
        "pan",
        _SAVOURY,
        ("soy sauce", "oil", "salt"),
        (
            Text(en="Heat a pan and fry {first}.", ko="팬을 달구고 {first}[을/를] 볶습니다."),
            Text(en="Add {rest} and stir.", ko="{rest}[을/를] 넣고 저으며 볶습니다."),
            Text(en="Finish with {seasoning}.", ko="{seasoning}[을/를] 넣어 마무리합니다."),
        ),
    ),
    "pizza": Recipe(
        Text(en="pizza", ko="피자"),
        "crust",
        ("tomato", "cheese", "mushroom", "onion", "garlic", "bacon", "pepper", "corn", "shrimp", "egg"),
        ("oil", "salt"),
        (
            Text(en="Roll out the dough.", ko="반죽을 폅니다."),
            Text(en="Lay {all} on the dough.", ko="반죽 위에 {all}[을/를] 올립니다."),
            Text(
                en="Bake it for fifteen minutes with {seasoning}.",
                ko="{seasoning}[을/를] 두르고 십오 분 동안 굽습니다.",
            ),
        ),
    ),
    "sandwich": Recipe(
        Text(en="sandwich", ko="샌드위치"),
        "board",
        ("bread", "tomato", "cheese", "egg", "onion", "bacon", "pepper", "fish", "shrimp", "banana"),
        ("butter", "salt"),
        (
            Text(en="Spread {seasoning} on the bread.", ko="식빵에 {seasoning}[을/를] 바릅니다."),
            Text(en="Lay {all} between the slices.", ko="사이에 {all}[을/를] 넣습니다."),
            Text(en="Cut it in half.", ko="반으로 자릅니다."),
        ),
    ),
    "roast": Recipe(
        Text(en="roast", ko="구이"),
        "tray",
        (
            "potato",
            "carrot",
            "onion",
            "garlic",
            "fish",
            "corn",
            "pepper",
            "broccoli",
            "bacon",
            "lemon",
            "apple",
        ),
        ("oil", "salt", "black pepper"),
        (
            Text(en="Rub {all} with {seasoning}.", ko="{all}에 {seasoning}[을/를] 바릅니다."),
            Text(en="Lay everything on a tray.", ko="모두 오븐 팬에 올립니다."),
            Text(en="Roast it for forty minutes.", ko="사십 분 동안 굽습니다."),
        ),
    ),
    "fried rice": Recipe(
        Text(en="fried rice", ko="볶음밥"),
        "pan",
        ("rice", "egg", "carrot", "onion", "corn", "shrimp", "bacon", "mushroom", "pepper", "garlic"),
        ("soy sauce", "oil"),
        (
            Text(en="Fry {rest} in a pan.", ko="팬에 {rest}[을/를] 볶습니다."),
            Text(en="Add {first} and fry on.", ko="{first}[을/를] 넣고 더 볶습니다."),
            Text(en="Stir in {seasoning}.", ko="{seasoning}[을/를] 넣고 섞습니다."),
        ),
    ),
    "fruit plate": Recipe(
        Text(en="fruit plate", ko="과일 접시"),
        "plate",
        ("apple", "banana", "strawberry", "lemon"),
        ("sugar",),
        (
            Text(en="Arrange {all} on a plate.", ko="접시에 {all}[을/를] 보기 좋게 담습니다."),
            Text(en="Sprinkle with {seasoning}.", ko="{seasoning}[을/를] 뿌립니다."),
        ),
    ),
    "stew": Recipe(
        Text(en="stew", ko="찌개"),
        "pot",
        _SAVOURY,
        ("soy sauce", "salt", "black pepper"),
        (
            Text(en="Bring {first} to the boil in a pot.", ko="냄비에 {first}[을/를] 넣고 끓입니다."),
            Text(
                en="Add {rest}, cover and cook for an hour.",
                ko="{rest}[을/를] 넣고 뚜껑을 덮어 한 시간 동안 끓입니다.",
            ),
            Text(en="Season with {seasoning}.", ko="{seasoning}[으로/로] 간을 합니다."),
        ),
    ),
}
ALWAYS: dict[str, str] = {
    "fried rice": "rice",
    "sandwich": "bread",
    "pizza": "cheese",
}  # what a dish is not without
