/* Which queries look into the index, so that it is opened for no others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "plan/plan.h"

#define LONGEST	1000	/* bytes of one URL */

static const struct {
	enum format		 format;
	uint64_t		 size;
	enum query_class	 class;
	size_t			 nregions;
	bool			 needs;
} rows[] = {
	{ FORMAT_BAM, LONGEST, CLASS_ALL, 1, true },
	{ FORMAT_CRAM, LONGEST, CLASS_ALL, 1, true },
	{ FORMAT_VCF, LONGEST, CLASS_ALL, 2, true },
	{ FORMAT_BCF, LONGEST + 1, CLASS_ALL, 2, true },
	/* A header is one, whatever is asked beside it. */
	{ FORMAT_BAM, LONGEST, CLASS_HEADER, 0, false },
	{ FORMAT_BAM, LONGEST, CLASS_HEADER, 1, false },
	{ FORMAT_CRAM, LONGEST + 1, CLASS_HEADER, 1, false },
	/* Of whole files those alone that are cut at containers. */
	{ FORMAT_BAM, LONGEST + 1, CLASS_ALL, 0, false },
	{ FORMAT_VCF, LONGEST + 1, CLASS_ALL, 0, false },
	{ FORMAT_CRAM, LONGEST, CLASS_ALL, 0, false },
	{ FORMAT_CRAM, LONGEST + 1, CLASS_ALL, 0, true },
};

static void
each_query(void **state)
{
	const struct limits limits = { .url_bytes = LONGEST };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct object object = { .version.size = rows[i].size };
		const struct dataset dataset = { .format = rows[i].format,
		    .object = &object };
		const struct query query = { .class = rows[i].class,
		    .nregions = rows[i].nregions };

		print_message("row %zu\n", i);
		assert_int_equal(plan_needs_index(&query, &dataset, &limits),
		    rows[i].needs);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_query),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
