"""Clips show what their captions say, and say something else when they are played backwards."""

import numpy as np
import pytest
from hypothesis import given

from mm_models.world.appearance import STRONG
from mm_models.world.captions import LANGUAGES
from mm_models.world.clips import check_clip, clip, clip_caption, frame, happenings, play, told_in
from mm_models.world.motions import MOTIONS
from tests.world.strategies import BRIEF, RNGS, SEEDS


@BRIEF
@given(SEEDS, RNGS)
def test_captions_of_clips_are_true_in_both_languages(seed, rng):
    story = clip(seed)
    for language in LANGUAGES:
        text = clip_caption(story, rng, language)
        assert check_clip(text, story).true_and_complete
        if not story.together:
            assert told_in(text) == happenings(story)


def test_every_motion_occurs_and_some_clips_have_two_at_once():
    stories = [clip(seed) for seed in range(200)]
    assert {one.verb for story in stories for one in story.events} == set(MOTIONS)
    assert 5 < sum(story.together for story in stories) < 80


def test_what_goes_up_is_seen_higher_and_what_grows_is_seen_larger():
    for seed in range(60):
        story = clip(seed)
        first, last = frame(story, 0).things[0], frame(story, story.frames - 1).things[0]
        verb = story.events[0].verb
        if verb in ("rises", "falls"):
            assert (last.centre[1] < first.centre[1]) == (verb == "rises")
        if verb in ("grows", "shrinks"):
            assert (last.size > first.size) == (verb == "grows")
        if verb in ("enters", "leaves"):
            outside = first if verb == "enters" else last
            assert outside.box[2] <= 0 or outside.box[0] >= 112


def test_a_wrong_order_and_a_wrong_verb_are_noticed():
    stories = (clip(seed) for seed in range(400))
    story = next(
        s for s in stories if len(s.events) == 2 and not s.together and not MOTIONS[s.events[0].verb].sided
    )
    (first, verb, _), (second, other, _) = happenings(story)
    says = {name: motion.says[0].en.split()[1] for name, motion in MOTIONS.items()}
    wrong = f"A {second} {says[other]} to the {story.events[1].side}, then a {first} {says[verb]}."
    assert not check_clip(wrong, story).true_and_complete
    nothing = check_clip("Nothing happens.", story)
    assert nothing.verbs == (0, 2)
    assert nothing.things == (0, 2)


def test_playing_is_deterministic_and_has_one_mask_for_each_thing():
    story = clip(5, "test", frames=8)
    one, other = play(story, STRONG), play(story, STRONG)
    assert one.images.shape == (8, 112, 112, 3)
    assert one.masks.shape == (8, len(story.events), 112, 112)
    assert np.array_equal(one.images, other.images)


@pytest.mark.parametrize("frames", [7, 17])
def test_a_clip_has_eight_to_sixteen_frames(frames):
    with pytest.raises(ValueError, match="8 to 16"):
        clip(0, frames=frames)
