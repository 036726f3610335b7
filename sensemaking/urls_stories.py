"""Addresses of stories, within the sensemaking app."""

from django.urls import path

from sensemaking.views import stories, story_blocks, story_writing

urlpatterns = [
    path("", stories.stories, name="stories"),
    path("feed/", stories.story_feed, name="story-feed"),
    path("new/", story_writing.story_new, name="story-new"),
    path("<slug:slug>/", stories.story, name="story"),
    path("<slug:slug>/photo/", stories.story_photo, name="story-photo"),
    path("<slug:slug>/story.md", stories.story_markdown, name="story-markdown"),
    path("<slug:slug>/story.pdf", stories.story_pdf, name="story-pdf"),
    path("<slug:slug>/edit/", story_writing.story_edit, name="story-edit"),
    path("<slug:slug>/edit/head/", story_writing.story_head, name="story-head"),
    path("<slug:slug>/edit/photo/", story_writing.story_photo_edit, name="story-photo-edit"),
    path("<slug:slug>/edit/quote/", story_blocks.story_sources, name="story-sources"),
    path("<slug:slug>/edit/quote/<int:pk>/", story_blocks.story_quote, name="story-quote"),
    path("<slug:slug>/edit/add/<slug:kind>/", story_blocks.story_block_new, name="story-block-new"),
    path("<slug:slug>/edit/<int:pk>/", story_blocks.story_block, name="story-block"),
    path("<slug:slug>/edit/<int:pk>/move/", story_writing.story_block_move, name="story-block-move"),
    path("<slug:slug>/edit/<int:pk>/count/", story_writing.story_block_count, name="story-block-count"),
    path("<slug:slug>/edit/<int:pk>/remove/", story_writing.story_block_remove, name="story-block-remove"),
    path("<slug:slug>/edit/<int:pk>/restore/", story_writing.story_block_restore, name="story-block-restore"),
    path("<slug:slug>/publish/", story_writing.story_publish, name="story-publish"),
    path("<slug:slug>/withdraw/", story_writing.story_withdraw, name="story-withdraw"),
    path("<slug:slug>/discard/", story_writing.story_discard, name="story-discard"),
]
