/* BED files that are joined, and how much of them is kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "access/bed_files.h"
#include "base/log.h"

#define FILES	12
#define HALF	(GRANTED_INTERVALS_MAX / 2)

static char paths[FILES][64];
static struct bed_files *files;
static uint64_t turn;

/* n intervals of one base, the first at `start`, every second base. */
static void
put(size_t file, unsigned start, unsigned n)
{
	FILE *f = fopen(paths[file], "w");
	unsigned i;

	assert_non_null(f);
	for (i = 0; i < n; i++)
		fprintf(f, "1 %u %u\n", start + 2 * i, start + 2 * i + 1);
	assert_int_equal(fclose(f), 0);
}

/* File i is [2i, 2i + 1) at first. */
static int
set_up(void **state)
{
	char *list[FILES];
	size_t i;
	int fd;

	(void)state;
	for (i = 0; i < FILES; i++) {
		strcpy(paths[i], "/tmp/test_bed_files.XXXXXX");
		assert_true((fd = mkstemp(paths[i])) >= 0);
		close(fd);
		put(i, 2 * (unsigned)i, 1);
		list[i] = paths[i];
	}
	turn = 0;
	files = bed_files_new(list, FILES);
	return files == NULL;
}

static int
tear_down(void **state)
{
	size_t i;

	(void)state;
	bed_files_free(files);
	for (i = 0; i < FILES; i++)
		unlink(paths[i]);
	return 0;
}

/* Those of the bits of `which`, in a turn of its own. */
static const struct granted *
join(unsigned which)
{
	size_t i;

	for (i = 0; i < FILES; i++)
		if (which & 1u << i)
			bed_files_pick(files, i);
	return bed_files_join(files, ++turn);
}

static void
sets(void **state)
{
	const struct granted *g;
	unsigned which, i;

	(void)state;
	assert_null(join(0));
	for (which = 1; which < 1u << FILES; which += 37) {
		bed_files_tidy(files);
		assert_non_null(g = join(which));
		for (i = 0; i < FILES; i++)
			assert_int_equal(granted_covers(g, "1", 2 * i,
			    2 * i + 1), which >> i & 1);
	}
	/* One that is picked twice counts once, and none stays picked. */
	bed_files_pick(files, 3);
	bed_files_pick(files, 3);
	assert_non_null(g = bed_files_join(files, ++turn));
	assert_int_equal(granted_count(g), 1);
	assert_null(bed_files_join(files, ++turn));
}

static void
too_many(void **state)
{
	const struct granted *g;

	(void)state;
	put(0, 0, HALF);
	put(1, 2 * HALF, HALF);
	assert_non_null(g = join(3));
	assert_int_equal(granted_count(g), 2 * HALF);
	/* They and what joins them are too much to keep. */
	bed_files_tidy(files);
	assert_non_null(g = join(2));
	assert_true(granted_covers(g, "1", 2 * HALF, 2 * HALF + 1));
	put(2, 4 * HALF, 1);
	assert_int_equal(log_open("/dev/null", LOG_ERROR), 0);
	assert_null(join(7));
	log_open(NULL, LOG_WARNING);
	assert_non_null(join(6));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(sets, set_up, tear_down),
		cmocka_unit_test_setup_teardown(too_many, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
