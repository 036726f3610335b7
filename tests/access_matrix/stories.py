"""Who gets what at the addresses of stories."""

from tests.access_matrix.codes import Row, api_readers, readers, stewards

STORY = {"slug": "story"}
DRAFT = {"slug": "story_draft"}
BLOCK = {**DRAFT, "pk": "story_block"}

STORIES = {
    "sensemaking:stories": Row(get=readers()),
    "sensemaking:story-feed": Row(get=readers()),
    "sensemaking:story-new": Row(get=stewards(), post=stewards(422)),
    "sensemaking:story": Row(get=readers(), args=STORY),
    "sensemaking:story-photo": Row(get=readers(), args=STORY),
    "sensemaking:story-markdown": Row(get=readers(), args=STORY),
    "sensemaking:story-pdf": Row(get=readers(), args=STORY),
    "sensemaking:story-edit": Row(get=stewards(), args=DRAFT),
    "sensemaking:story-head": Row(get=stewards(), post=stewards(422), args=DRAFT),
    "sensemaking:story-photo-edit": Row(get=stewards(), post=stewards(422), args=DRAFT),
    "sensemaking:story-sources": Row(get=stewards(), args=DRAFT),
    "sensemaking:story-quote": Row(get=stewards(), post=stewards(422), args={**DRAFT, "pk": "public_log"}),
    "sensemaking:story-block-new": Row(get=stewards(), post=stewards(422), args={**DRAFT, "kind": "story_kind"}),
    "sensemaking:story-block": Row(get=stewards(), post=stewards(422), args=BLOCK),
    "sensemaking:story-block-move": Row(post=stewards(302), args=BLOCK),
    "sensemaking:story-block-count": Row(post=stewards(302), args=BLOCK),
    "sensemaking:story-block-remove": Row(post=stewards(302), args=BLOCK),
    "sensemaking:story-block-restore": Row(post=stewards(302), args={**DRAFT, "pk": "story_block_removed"}),
    "sensemaking:story-publish": Row(get=stewards(), post=stewards(422), args={"slug": "story_lacking"}),
    "sensemaking:story-withdraw": Row(get=stewards(), post=stewards(422), args=STORY),
    "api:story-list": Row(get=api_readers()),
    "api:story-detail": Row(get=api_readers(), args=STORY),
    "sensemaking:story-discard": Row(post=stewards(302), args=DRAFT),
}
