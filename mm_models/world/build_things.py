"""Authoring only: the table of the world's things, written by hand, that `build_atlas` turns into assets.

One row a thing: English noun, plural (for what is not counted, "one / many": bowl of rice / bowls of rice), Korean noun,
Korean counter, groups, colours, then its glyphs as Unicode code points (the first is the one that people draw). Nouns and counters are hand-corrected where emojibase's labels are
awkward in a sentence ("cloud with rain", "자동차 정면"); tags in both languages come from emojibase.

Groups: `sound` (its sound is in ESC-10), `photo` (its photographs are in CIFAR-10), `animal`, `vehicle`, `plant`,
`thing`, `food`. Colours: `any` (it is recoloured to every colour of the world), or the colours that it has by nature.
"""

TABLE = """
dog | dogs | 개 | 마리 | sound photo animal | | 1f415 1f436 1f9ae 1f429
rain cloud | rain clouds | 비구름 | 개 | sound thing | | 1f327 26c8
wave | waves | 파도 | 개 | sound thing | blue | 1f30a
baby | babies | 아기 | 명 | sound thing | | 1f476 1f476-1f3fb 1f476-1f3fd 1f476-1f3ff
clock | clocks | 시계 | 개 | sound thing | | 23f0 1f570 1f550 1f557
sneezing face | sneezing faces | 재채기하는 얼굴 | 개 | sound thing | yellow | 1f927
helicopter | helicopters | 헬리콥터 | 대 | sound vehicle | | 1f681
saw | saws | 톱 | 개 | sound thing | | 1fa9a
rooster | roosters | 수탉 | 마리 | sound animal | | 1f413
fire | fires | 불꽃 | 개 | sound thing | orange | 1f525
airplane | airplanes | 비행기 | 대 | photo vehicle | | 2708 1f6e9 1f6eb
car | cars | 자동차 | 대 | photo vehicle | any | 1f697 1f699 1f695
bird | birds | 새 | 마리 | photo animal | | 1f426 1f54a 1f99c
cat | cats | 고양이 | 마리 | photo animal | | 1f408 1f431 1f408-200d-2b1b
deer | deer | 사슴 | 마리 | photo animal | | 1f98c
frog | frogs | 개구리 | 마리 | photo animal | green | 1f438
horse | horses | 말 | 마리 | photo animal | | 1f40e 1f434
ship | ships | 배 | 척 | photo vehicle | | 1f6a2 26f4 1f6f3
truck | trucks | 트럭 | 대 | photo vehicle | | 1f69a 1f69b 1f6fb
heart | hearts | 하트 | 개 | thing | any | 2764
balloon | balloons | 풍선 | 개 | thing | any | 1f388
ball | balls | 공 | 개 | thing | any | 1f3c0 1f534
flower | flowers | 꽃 | 송이 | plant | any | 1f337 1f339 1f33a 1f338
book | books | 책 | 권 | thing | any | 1f4d5 1f4d7
umbrella | umbrellas | 우산 | 개 | thing | any | 2602 2614
shirt | shirts | 티셔츠 | 벌 | thing | any | 1f455
rabbit | rabbits | 토끼 | 마리 | animal | | 1f407 1f430
cow | cows | 소 | 마리 | animal | | 1f404 1f42e
sheep | sheep | 양 | 마리 | animal | white | 1f411 1f40f
pig | pigs | 돼지 | 마리 | animal | | 1f416 1f437
elephant | elephants | 코끼리 | 마리 | animal | | 1f418
penguin | penguins | 펭귄 | 마리 | animal | black | 1f427
turtle | turtles | 거북이 | 마리 | animal | green | 1f422
butterfly | butterflies | 나비 | 마리 | animal | | 1f98b
crab | crabs | 게 | 마리 | animal | red | 1f980
octopus | octopuses | 문어 | 마리 | animal | | 1f419
tree | trees | 나무 | 그루 | plant | green | 1f333 1f332
house | houses | 집 | 채 | thing | | 1f3e0 1f3e1
star | stars | 별 | 개 | thing | yellow | 2b50 1f31f
bicycle | bicycles | 자전거 | 대 | vehicle | | 1f6b2
train | trains | 기차 | 대 | vehicle | | 1f682 1f684
rocket | rockets | 로켓 | 대 | vehicle | | 1f680
guitar | guitars | 기타 | 대 | thing | | 1f3b8
piano | pianos | 피아노 | 대 | thing | | 1f3b9
camera | cameras | 카메라 | 대 | thing | | 1f4f7 1f4f8
chair | chairs | 의자 | 개 | thing | | 1fa91
tomato | tomatoes | 토마토 | 개 | food | red | 1f345
cheese | piece of cheese / pieces of cheese | 치즈 | 조각 | food | yellow | 1f9c0
egg | eggs | 달걀 | 개 | food | | 1f95a 1f373
bread | loaf of bread / loaves of bread | 빵 | 개 | food | | 1f35e 1f956
carrot | carrots | 당근 | 개 | food | orange | 1f955
mushroom | mushrooms | 버섯 | 개 | food | red | 1f344 1f344-200d-1f7eb
onion | onions | 양파 | 개 | food | | 1f9c5
garlic | bulb of garlic / bulbs of garlic | 마늘 | 개 | food | white | 1f9c4
shrimp | shrimp | 새우 | 마리 | food | orange | 1f990
bacon | slice of bacon / slices of bacon | 베이컨 | 조각 | food | | 1f953
fish | fish | 물고기 | 마리 | food animal | | 1f41f 1f420
pepper | peppers | 고추 | 개 | food | red | 1f336
corn | ear of corn / ears of corn | 옥수수 | 개 | food | yellow | 1f33d
potato | potatoes | 감자 | 개 | food | | 1f954
rice | bowl of rice / bowls of rice | 밥 | 그릇 | food | white | 1f35a
lemon | lemons | 레몬 | 개 | food | yellow | 1f34b
broccoli | head of broccoli / heads of broccoli | 브로콜리 | 송이 | food | green | 1f966
salt | salt shaker / salt shakers | 소금 | 통 | food | | 1f9c2
apple | apples | 사과 | 개 | food | red green | 1f34e 1f34f
banana | bananas | 바나나 | 개 | food | yellow | 1f34c
strawberry | strawberries | 딸기 | 개 | food | red | 1f353
pizza | slice of pizza / slices of pizza | 피자 | 조각 | food | | 1f355
"""
