/* Tests of cache: one source a version, the least recently used out first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "bam_maker.h"
#include "memory_object.h"
#include "source/cache.h"

#define FILES	8

static const struct made_read reads[] = { { 0, 1, 50, 50 } };
static const struct limits limits = { .header = 1 << 20, .index = 1 << 20 };

/* Datasets with inodes 1, 2, … over the same bytes. */
struct scene {
	struct made	made;
	struct dataset	dataset[FILES];
	struct cache	*cache;
};

/* Versions are set by the tests: an object is always what it was. */
static struct object_ops fake_ops;

static int
stat_as_opened(struct object *o, struct version *v)
{
	*v = o->version;
	return 0;
}

static void
scene_open(struct scene *s, uint64_t memory)
{
	size_t i;

	memset(s, 0, sizeof(*s));
	made_init(&s->made, reads, 1, 65280, true, 1);
	s->cache = cache_new(memory);
	for (i = 0; i < FILES; i++) {
		s->dataset[i].format = FORMAT_BAM;
		s->dataset[i].object = memory_object(s->made.file.s,
		    s->made.file.l);
		fake_ops = *s->dataset[i].object->ops;
		fake_ops.stat = stat_as_opened;
		s->dataset[i].object->ops = &fake_ops;
		s->dataset[i].object->version.device = 7;
		s->dataset[i].object->version.inode = i + 1;
	}
}

static void
scene_close(struct scene *s)
{
	size_t i;

	cache_free(s->cache);
	for (i = 0; i < FILES; i++)
		object_close(s->dataset[i].object);
	made_clear(&s->made);
}

static struct source *
get(struct scene *s, size_t i)
{
	struct fault fault = FAULT_INIT;
	struct source *source;

	source = cache_get(s->cache, &s->dataset[i], &limits, &fault);
	if (source == NULL)
		fail_msg("%s (%s)", fault.message, fault.detail);
	return source;
}

static void
a_source_is_opened_once(void **state)
{
	struct scene s;
	struct source *first;
	int i;

	(void)state;
	scene_open(&s, 1 << 20);
	first = get(&s, 0);
	for (i = 0; i < 5; i++)
		assert_ptr_equal(first, get(&s, 0));
	assert_int_equal(1, cache_opened(s.cache));
	assert_int_equal(1, cache_entries(s.cache));
	scene_close(&s);
}

static void
another_version_is_another_source(void **state)
{
	struct scene s;
	struct version *v;

	(void)state;
	scene_open(&s, 1 << 20);
	v = &s.dataset[0].object->version;
	(void)get(&s, 0);
	v->mtime++;
	(void)get(&s, 0);
	v->ctime++;
	(void)get(&s, 0);
	v->device++;
	(void)get(&s, 0);
	assert_int_equal(4, cache_opened(s.cache));
	assert_int_equal(2, cache_entries(s.cache));	/* by inode */
	scene_close(&s);
}

/* Two writes within a tick of the clock leave the same version. */
static void
a_file_written_just_now_is_opened_again(void **state)
{
	const int64_t second = 1000000000, now = time(NULL) * second;
	struct scene s;
	struct version *v;

	(void)state;
	scene_open(&s, 1 << 20);
	v = &s.dataset[0].object->version;
	v->mtime = 1;
	v->ctime = now;
	(void)get(&s, 0);
	(void)get(&s, 0);
	assert_int_equal(2, cache_opened(s.cache));
	assert_int_equal(1, cache_entries(s.cache));
	v->ctime = now - 10 * second;
	(void)get(&s, 0);
	(void)get(&s, 0);
	assert_int_equal(3, cache_opened(s.cache));
	scene_close(&s);
}

static void
another_index_is_another_source(void **state)
{
	struct object index = { .version = { .inode = 90 } };
	struct scene s;
	struct source *source;

	(void)state;
	scene_open(&s, 1 << 20);
	s.dataset[0].index = &index;
	s.dataset[0].index_kind = INDEX_BAI;
	s.dataset[0].index_sought = true;
	source = get(&s, 0);
	source->index_kind = INDEX_BAI;		/* as if it were loaded */
	source->index_version = index.version;
	(void)get(&s, 0);
	assert_int_equal(1, cache_opened(s.cache));
	index.version.inode++;
	(void)get(&s, 0);
	assert_int_equal(2, cache_opened(s.cache));
	source = get(&s, 0);
	source->index_kind = INDEX_BAI;
	source->index_version = index.version;
	s.dataset[0].index = NULL;
	(void)get(&s, 0);
	assert_int_equal(3, cache_opened(s.cache));
	scene_close(&s);
}

/* Nobody looked for one, so that of the source does not count. */
static void
an_index_that_is_not_needed(void **state)
{
	struct object index = { .version = { .inode = 90 } };
	struct scene s;
	struct source *source;

	(void)state;
	scene_open(&s, 1 << 20);
	source = get(&s, 0);
	source->index_kind = INDEX_BAI;
	source->index_version = index.version;
	assert_ptr_equal(get(&s, 0), source);
	s.dataset[0].index_sought = true;
	s.dataset[0].index = &index;
	s.dataset[0].index_kind = INDEX_BAI;
	assert_ptr_equal(get(&s, 0), source);
	index.version.inode++;
	(void)get(&s, 0);
	assert_int_equal(2, cache_opened(s.cache));
	scene_close(&s);
}

static void
the_least_recently_used_goes_first(void **state)
{
	struct scene s;
	size_t i, one;

	(void)state;
	scene_open(&s, UINT64_MAX);
	(void)get(&s, 0);
	cache_trim(s.cache);
	one = cache_memory(s.cache);
	assert_true(one > 0);
	cache_resize(s.cache, 3 * one);
	for (i = 1; i < 4; i++) {
		(void)get(&s, i);
		(void)get(&s, 0);	/* used again and again */
		cache_trim(s.cache);
		assert_true(cache_memory(s.cache) <= 3 * one);
	}
	assert_int_equal(3, cache_entries(s.cache));
	assert_int_equal(4, cache_opened(s.cache));
	(void)get(&s, 0);
	(void)get(&s, 3);
	assert_int_equal(4, cache_opened(s.cache));
	(void)get(&s, 1);
	assert_int_equal(5, cache_opened(s.cache));
	scene_close(&s);
}

static void
a_source_that_grew_is_counted(void **state)
{
	struct scene s;

	(void)state;
	scene_open(&s, 1 << 20);
	(void)get(&s, 0);
	get(&s, 1)->memory += 1 << 21;	/* its index was read */
	cache_trim(s.cache);
	assert_true(cache_memory(s.cache) <= 1 << 20);
	assert_int_equal(0, cache_entries(s.cache));
	scene_close(&s);
}

static void
a_limit_of_nothing_still_serves(void **state)
{
	struct scene s;
	size_t i;

	(void)state;
	scene_open(&s, 0);
	for (i = 0; i < FILES; i++) {
		assert_int_equal(FORMAT_BAM, get(&s, i)->format);
		cache_trim(s.cache);
		assert_int_equal(0, cache_entries(s.cache));
		assert_int_equal(0, cache_memory(s.cache));
	}
	scene_close(&s);
}

static void
a_bad_file_is_not_kept(void **state)
{
	struct fault fault = FAULT_INIT;
	struct scene s;

	(void)state;
	scene_open(&s, 1 << 20);
	s.dataset[0].format = FORMAT_BCF;
	assert_null(cache_get(s.cache, &s.dataset[0], &limits, &fault));
	assert_int_equal(FAULT_INTERNAL, fault.kind);
	assert_int_equal(0, cache_entries(s.cache));
	scene_close(&s);
}

/* Blocks follow the use, and never show one file's bytes as another's. */
static void
the_source_in_use_has_the_blocks(void **state)
{
	struct fault fault = FAULT_INIT;
	struct source *source[2];
	struct blocks *blocks;
	struct scene s;
	int i;

	(void)state;
	scene_open(&s, 1 << 20);
	for (i = 0; i < 2; i++)
		source[i] = get(&s, i);
	blocks = source_blocks(source[1], s.dataset[1].object, &fault);
	assert_non_null(blocks_get(blocks, 0, &fault));
	blocks_rest(blocks);
	assert_ptr_equal(source[1], get(&s, 1));
	assert_ptr_equal(blocks, source[1]->blocks);
	assert_ptr_equal(source[0], get(&s, 0));
	assert_null(source[1]->blocks);
	assert_ptr_equal(blocks, source_blocks(source[0],
	    s.dataset[0].object, &fault));
	assert_non_null(blocks_get(blocks, 0, &fault));
	assert_int_equal(1, blocks_inflated(blocks));
	blocks_rest(blocks);
	(void)get(&s, 2);			/* one opened just now */
	assert_ptr_equal(blocks, get(&s, 2)->blocks);
	assert_null(source[0]->blocks);
	scene_close(&s);
}

/* What is learned counts, and goes with its source. */
static void
knowledge_is_memory(void **state)
{
	struct fault fault = FAULT_INIT;
	struct stretch stretch = { .records = 1 };
	struct source *source;
	uint64_t before;
	struct scene s;

	(void)state;
	scene_open(&s, 1 << 20);
	source = get(&s, 0);
	assert_non_null(source_blocks(source, s.dataset[0].object, &fault));
	blocks_rest(source->blocks);
	cache_trim(s.cache);
	before = cache_memory(s.cache);
	for (; stretch.start < KNOWN_MAX; stretch.start++)
		known_put_stretch(source->known, &stretch);
	assert_int_equal(source, get(&s, 0));
	assert_true(cache_memory(s.cache) > before +
	    KNOWN_MAX * sizeof(stretch));
	cache_trim(s.cache);			/* 1 MiB is too little */
	assert_int_equal(0, cache_entries(s.cache));
	assert_int_equal(0, cache_memory(s.cache));
	scene_close(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_source_is_opened_once),
		cmocka_unit_test(another_version_is_another_source),
		cmocka_unit_test(a_file_written_just_now_is_opened_again),
		cmocka_unit_test(another_index_is_another_source),
		cmocka_unit_test(an_index_that_is_not_needed),
		cmocka_unit_test(the_least_recently_used_goes_first),
		cmocka_unit_test(a_source_that_grew_is_counted),
		cmocka_unit_test(a_limit_of_nothing_still_serves),
		cmocka_unit_test(a_bad_file_is_not_kept),
		cmocka_unit_test(the_source_in_use_has_the_blocks),
		cmocka_unit_test(knowledge_is_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
