/* Groups by a file, and near misses of it; no line is half taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "access/groups.h"
#include "conf/who.h"

static struct groups *
parse(const char *text, struct fault *fault)
{
	*fault = (struct fault)FAULT_INIT;
	return groups_parse(text, strlen(text), fault);
}

/* A file, and a group and a user of it. */
static void
members(void **state)
{
	static const struct {
		const char	*text;
		const char	*group;
		const char	*user;
	} rows[] = {
		{ "p: alice bob", "p", "alice" },
		{ "p: alice bob", "p", "bob" },
		{ "p:alice\n", "p", "alice" },
		{ "p :\talice\t bob \r\n", "p", "bob" },
		{ "  p: alice", "p", "alice" },
		{ "p: alice\nq: eve\np: bob\n", "p", "bob" },
		{ "p: alice\nq: eve\np: bob\n", "p", "alice" },
		{ "p: alice alice\np: alice", "p", "alice" },
		{ "# p: eve\n\n \np: alice", "p", "alice" },
		{ "p: \"with blanks\" x", "p", "with blanks" },
		{ "p: \"with blanks\" x", "p", "x" },
		{ "p: 'with blanks'", "p", "with blanks" },
		{ "p: \"a \\\"b\\\" \\\\ \\c\"", "p", "a \"b\" \\ \\c" },
		{ "p: \"it's\"", "p", "it's" },
		{ "p: o'neil", "p", "o'neil" },
		{ "p: back\\slash", "p", "back\\slash" },
		{ "p: 24@https://op.example.org", "p",
		    "24@https://op.example.org" },
		{ "p: a:b", "p", "a:b" },
		{ "na\303\257f: na\303\257ve", "na\303\257f", "na\303\257ve" },
		{ "p: al#ice", "p", "al#ice" },
		{ "p: #x", "p", "#x" },
	};
	struct fault fault;
	struct groups *g;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if ((g = parse(rows[i].text, &fault)) == NULL)
			fail_msg("%s: %s", rows[i].text, fault.detail);
		if (!groups_have(g, rows[i].group, rows[i].user))
			fail_msg("%s: not %s", rows[i].text, rows[i].user);
		groups_free(g);
	}
}

static void
others(void **state)
{
	struct fault fault;
	struct groups *g = parse("p: alice a:b\nempty:\nq: bob \"p: eve\"\n",
	    &fault);

	(void)state;
	assert_non_null(g);
	assert_true(groups_have(g, "q", "p: eve"));
	assert_false(groups_have(g, "p", "bob"));
	assert_false(groups_have(g, "p", "alic"));
	assert_false(groups_have(g, "p", "alice "));
	assert_false(groups_have(g, "p", "Alice"));
	assert_false(groups_have(g, "P", "alice"));
	assert_false(groups_have(g, "p", ""));
	assert_false(groups_have(g, "", "alice"));
	assert_false(groups_have(g, "empty", "alice"));
	assert_false(groups_have(g, "empty", ""));
	assert_false(groups_have(g, "none", "alice"));
	/* A colon belongs to one of the two names only. */
	assert_false(groups_have(g, "p:a", "b"));
	assert_false(groups_have(NULL, "p", "alice"));
	groups_free(g);
	groups_free(NULL);
	assert_non_null(g = parse("", &fault));
	assert_false(groups_have(g, "p", "alice"));
	groups_free(g);
}

/* Each behind a good line, which does not count then. */
static void
near_misses(void **state)
{
	static const char *const rows[] = { "p alice", "p", ":", ": alice",
		" : alice", "p q: alice", "\"p q\": alice", "p: \"alice",
		"p: alice \"bob", "p: 'alice", "p: 'it's'", "p: \"\"",
		"p: ''", "p: \"a\"b", "p: \"a\"\"b\"", "p: a\"b",
		"p: a\"b c\"", "p: \"a\\\"", "p: \377", "\377: a",
		"p: a\300\200", "p: a\001", "\177: a", "p: \"a\033[\"" };
	char text[256];
	struct fault fault;
	struct groups *g;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(text, sizeof(text), "q: bob\n%s\nr: eve\n", rows[i]);
		if ((g = parse(text, &fault)) != NULL)
			fail_msg("%s is taken", rows[i]);
		assert_int_equal(fault.kind, FAULT_INTERNAL);
		assert_non_null(strstr(fault.detail, "line 2: "));
	}
	fault = (struct fault)FAULT_INIT;
	assert_null(groups_parse("p: a\0b\n", 7, &fault));
	assert_non_null(strstr(fault.detail, "line 1: "));
}

/* "GROUP: USER", the names of so many bytes. */
static bool
takes(size_t group, size_t user, const char *quote)
{
	char text[2 * WHO_NAME_MAX + 16], names[WHO_NAME_MAX + 2];
	struct fault fault;
	struct groups *g;

	memset(names, 'x', sizeof(names));
	snprintf(text, sizeof(text), "%.*s: %s%.*s%s", (int)group, names,
	    quote, (int)user, names, quote);
	g = parse(text, &fault);
	names[user] = '\0';
	if (g != NULL && group < user)
		assert_true(groups_have(g, names + user - group, names));
	groups_free(g);
	return g != NULL;
}

static void
limits(void **state)
{
	char *text = malloc((size_t)GROUPS_MEMBERS_MAX * 9 + 16), *p = text;
	struct fault fault;
	struct groups *g;
	unsigned i;

	(void)state;
	assert_non_null(text);
	assert_true(takes(WHO_NAME_MAX, WHO_NAME_MAX, ""));
	assert_true(takes(WHO_NAME_MAX - 1, WHO_NAME_MAX, "\""));
	assert_false(takes(WHO_NAME_MAX + 1, 1, ""));
	assert_false(takes(1, WHO_NAME_MAX + 1, ""));
	assert_false(takes(1, WHO_NAME_MAX + 1, "\""));
	p += sprintf(p, "p:");
	for (i = 0; i < GROUPS_MEMBERS_MAX; i++)
		p += sprintf(p, " %u", i);
	assert_non_null(g = parse(text, &fault));
	assert_true(groups_have(g, "p", "1048575"));
	groups_free(g);
	sprintf(p, " x");
	assert_null(parse(text, &fault));
	assert_non_null(strstr(fault.detail, "members"));
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members),
		cmocka_unit_test(others),
		cmocka_unit_test(near_misses),
		cmocka_unit_test(limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
