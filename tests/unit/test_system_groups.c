/* Groups of the system, of a system that the test makes up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <cmocka.h>

#include "access/system_groups.h"
#include "base/log.h"

#define MANY	1000	/* groups of bob, more than the first room for them */

static int user_error, group_error;	/* of the next look-ups */
static size_t least_buffer;		/* less is ERANGE */
static unsigned asked;			/* look-ups of users and groups */
static int lists;			/* 0: getgrouplist fails */

/* These stand before the C library's. */
int
getpwnam_r(const char *restrict name, struct passwd *restrict user,
    char *restrict buffer, size_t bytes, struct passwd **restrict result)
{
	(void)buffer;
	asked++;
	*result = NULL;
	if (user_error != 0)
		return user_error;
	if (bytes < least_buffer)
		return ERANGE;
	if (strcmp(name, "alice") != 0 && strcmp(name, "bob") != 0)
		return 0;
	user->pw_gid = 100;
	*result = user;
	return 0;
}

int
getgrnam_r(const char *restrict name, struct group *restrict group,
    char *restrict buffer, size_t bytes, struct group **restrict result)
{
	(void)buffer;
	asked++;
	*result = NULL;
	if (group_error != 0)
		return group_error;
	if (bytes < least_buffer)
		return ERANGE;
	if (strcmp(name, "users") == 0)
		group->gr_gid = 100;
	else if (strcmp(name, "project") == 0)
		group->gr_gid = 7;
	else if (strcmp(name, "last") == 0)
		group->gr_gid = 5000 + MANY - 1;
	else if (strcmp(name, "root") == 0)
		group->gr_gid = 0;
	else
		return 0;
	*result = group;
	return 0;
}

int
getgrouplist(const char *name, gid_t primary, gid_t *groups, int *n)
{
	int room = *n, i;

	if (!lists)
		return -1;
	*n = strcmp(name, "alice") == 0 ? 2 : MANY;
	for (i = 0; i < *n && i < room; i++)
		groups[i] = i == 0 ? primary : *n == 2 ? 7 : 5000U + (gid_t)i;
	return *n <= room ? *n : -1;
}

static int
set_up(void **state)
{
	user_error = group_error = 0;
	least_buffer = 0;
	asked = 0;
	lists = 1;
	*state = system_groups_new();
	return *state == NULL;
}

static int
tear_down(void **state)
{
	system_groups_free(*state);
	return 0;
}

static void
members(void **state)
{
	struct system_groups *s = *state;

	assert_true(system_groups_have(s, "project", "alice"));
	assert_true(system_groups_have(s, "users", "alice"));
	assert_false(system_groups_have(s, "root", "alice"));
	assert_false(system_groups_have(s, "last", "alice"));
	assert_false(system_groups_have(s, "none", "alice"));
	assert_false(system_groups_have(s, "", "alice"));
	assert_false(system_groups_have(s, "project", "eve"));
	assert_false(system_groups_have(s, "users", "eve"));
	assert_false(system_groups_have(s, "root", "eve"));
	assert_false(system_groups_have(s, "users", ""));
	assert_true(system_groups_have(s, "last", "bob"));
	assert_true(system_groups_have(s, "users", "bob"));
	assert_false(system_groups_have(s, "project", "bob"));
	assert_true(system_groups_have(s, "project", "alice"));
	assert_false(system_groups_have(NULL, "project", "alice"));
	system_groups_forget(NULL);
	system_groups_free(NULL);
}

static void
kept(void **state)
{
	struct system_groups *s = *state;

	assert_true(system_groups_have(s, "project", "alice"));
	assert_false(system_groups_have(s, "root", "alice"));
	assert_int_equal(asked, 3);
	assert_true(system_groups_have(s, "project", "alice"));
	assert_false(system_groups_have(s, "root", "alice"));
	assert_int_equal(asked, 3);
	system_groups_forget(s);
	assert_true(system_groups_have(s, "project", "alice"));
	assert_int_equal(asked, 5);
}

static void
large(void **state)
{
	least_buffer = 1u << 20;
	assert_true(system_groups_have(*state, "project", "alice"));
	system_groups_forget(*state);
	least_buffer = (16u << 20) + 1;
	assert_false(system_groups_have(*state, "project", "alice"));
}

/* How many lines the log got of one question, which is answered by no. */
static int
logged(struct system_groups *s)
{
	char path[] = "/tmp/test_system_groups.XXXXXX";
	int fd = mkstemp(path), c, n = 0;
	FILE *f;

	assert_true(fd >= 0);
	assert_int_equal(log_open(path, LOG_WARNING), 0);
	system_groups_forget(s);
	assert_false(system_groups_have(s, "project", "alice"));
	assert_int_equal(log_open(NULL, LOG_WARNING), 0);
	assert_non_null(f = fdopen(fd, "r"));
	while ((c = getc(f)) != EOF)
		n += c == '\n';
	fclose(f);
	unlink(path);
	return n;
}

static void
errors(void **state)
{
	static const int unknown[] = { ENOENT, ESRCH, EBADF, EPERM };
	static const int wrong[] = { EIO, EMFILE, ENFILE, ENOMEM };
	size_t i;

	for (i = 0; i < 4; i++) {
		user_error = unknown[i];
		assert_int_equal(logged(*state), 0);
		user_error = wrong[i];
		assert_int_equal(logged(*state), 1);
		user_error = 0;
		group_error = wrong[i];
		assert_int_equal(logged(*state), 1);
		group_error = 0;
	}
	lists = 0;
	assert_int_equal(logged(*state), 1);
	lists = 1;
	system_groups_forget(*state);
	assert_true(system_groups_have(*state, "project", "alice"));
}

int
main(void)
{
#define TEST(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(members),
		TEST(kept),
		TEST(large),
		TEST(errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
