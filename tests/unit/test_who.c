/* Words that say who may read, and near misses of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "conf/who.h"

static const struct {
	const char	*word;
	enum who_kind	 kind;
	const char	*name;
	const char	*value;
} good[] = {
	{ "*", WHO_ANY, NULL, NULL },
	{ "alice", WHO_USER, "alice", NULL },
	{ "na\303\257ve", WHO_USER, "na\303\257ve", NULL },
	{ "alice@example.org", WHO_USER, "alice@example.org", NULL },
	{ "24@https://op.example.org", WHO_USER, "24@https://op.example.org",
	    NULL },
	{ "with blanks", WHO_USER, "with blanks", NULL },
	{ "**", WHO_USER, "**", NULL },
	{ "*x", WHO_USER, "*x", NULL },
	{ "claim", WHO_USER, "claim", NULL },
	{ "Claim:a=b", WHO_USER, "Claim:a=b", NULL },
	{ "@project", WHO_GROUP, "project", NULL },
	{ "@@", WHO_GROUP, "@", NULL },
	{ "@*", WHO_GROUP, "*", NULL },
	{ "%staff", WHO_SYSTEM_GROUP, "staff", NULL },
	{ "claim:groups=a", WHO_CLAIM, "groups", "a" },
	{ "claim:a-b_c.d9=e=f", WHO_CLAIM, "a-b_c.d9", "e=f" },
	{ "claim:g=with blanks", WHO_CLAIM, "g", "with blanks" },
};

static const char *const bad[] = { "", "@", "%", "claim:", "claim:a",
	"claim:=b", "claim:a=", "claim:a b=c", "claim:a/b=c",
	"claim:\303\257=c",
	"a\nb", "a\tb", "a\177", "\377", "a\303", "@\001", "%a\300\200",
	"claim:a=\n", "claim:a=\355\240\200" };

static void
words(void **state)
{
	struct who who;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_null(who_read(good[i].word, strlen(good[i].word),
		    &who));
		assert_int_equal(who.kind, good[i].kind);
		if (good[i].name != NULL)
			assert_string_equal(who.name, good[i].name);
		else
			assert_null(who.name);
		if (good[i].value != NULL)
			assert_string_equal(who.value, good[i].value);
		else
			assert_null(who.value);
		who_clear(&who);
		assert_null(who.name);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_non_null(who_read(bad[i], strlen(bad[i]), &who));
		assert_null(who.name);
		assert_null(who.value);
	}
	assert_non_null(who_read("a\0b", 3, &who));
	/* Only so many bytes count. */
	assert_null(who_read("alice", 2, &who));
	assert_string_equal(who.name, "al");
	who_clear(&who);
}

static void
long_names(void **state)
{
	char word[WHO_NAME_MAX + 16];
	struct who who;

	(void)state;
	memset(word, 'x', sizeof(word));
	assert_null(who_read(word, WHO_NAME_MAX, &who));
	who_clear(&who);
	assert_non_null(who_read(word, WHO_NAME_MAX + 1, &who));
	word[0] = '@';
	assert_null(who_read(word, WHO_NAME_MAX + 1, &who));
	who_clear(&who);
	assert_non_null(who_read(word, WHO_NAME_MAX + 2, &who));
	memcpy(word, "claim:n=", 8);
	assert_null(who_read(word, WHO_NAME_MAX + 8, &who));
	assert_int_equal(strlen(who.value), WHO_NAME_MAX);
	who_clear(&who);
	assert_non_null(who_read(word, WHO_NAME_MAX + 9, &who));
}

static void
lists(void **state)
{
	struct who_list list;

	(void)state;
	assert_null(who_read_list("", &list));
	assert_int_equal(list.n, 0);
	who_clear_list(&list);
	assert_null(who_read_list("  alice   @p claim:a=b * ", &list));
	assert_int_equal(list.n, 4);
	assert_int_equal(list.v[0].kind, WHO_USER);
	assert_int_equal(list.v[1].kind, WHO_GROUP);
	assert_int_equal(list.v[2].kind, WHO_CLAIM);
	assert_int_equal(list.v[3].kind, WHO_ANY);
	who_clear_list(&list);
	assert_int_equal(list.n, 0);
	assert_non_null(who_read_list("alice @ bob", &list));
	assert_int_equal(list.n, 0);
	assert_null(list.v);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words),
		cmocka_unit_test(long_names),
		cmocka_unit_test(lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
