/* Who may read what; files that change, are broken or go: closed, not open. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "access/claims.h"
#include "access/granted.h"
#include "access/rights.h"
#include "base/log.h"
#include "folder.h"

/* `@` is the folder of the test. */
static const char configuration[] =
    "[access]\nsecret = @/secret\ngroups = @/groups\ngrants = @/grants\n"
    "[data open]\npath = @/d\nprefix = o/\n"
    "[data named]\npath = @/d\nprefix = n/\nallow = alice @proj\n"
    "[data claimed]\npath = @/d\nprefix = c/\nallow = claim:groups=x\n"
    "[data any]\npath = @/d\nprefix = a/\nallow = *\n"
    "[data none]\npath = @/d\nprefix = r/\nallow =\n"
    "[data hidden]\npath = @/d\nprefix = h/\nallow = @proj\nhide = yes\n";

enum { OPEN, NAMED, CLAIMED, ANY, NONE, HIDDEN };	/* those sections */

#define A	"0123456789abcdef0123456789abcdef\n"
#define B	"fedcba9876543210fedcba9876543210\n"

static struct settings *settings;
static struct rights *rights;
static uint64_t now;

/* By a file beside it that is renamed, as an operator should. */
static void
put(const char *name, const char *text)
{
	FILE *f = fopen(at("new"), "w");

	assert_non_null(f);
	for (; *text != '\0'; text++)
		if (text[0] == '@' && text[1] == '/')
			fputs(folder, f);
		else
			putc(*text, f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(at("new"), 0640), 0);
	assert_int_equal(rename(at("new"), at(name)), 0);
}

/*
 * Stands before the C library's: ahead of files, which have settled then, as
 * they have in a server that runs on.
 */
time_t
time(time_t *t)
{
	struct timespec now_real;

	(void)t;
	clock_gettime(CLOCK_REALTIME, &now_real);
	return now_real.tv_sec + 10;
}

static uint64_t
tick(void)
{
	return now;
}

/* The begin of a request, a second after the last one. */
static void
next(void)
{
	usleep(10000);	/* what is changed from now on has other times */
	now += 1000;
	rights_use(rights, settings);
}

static struct settings *
load(const char *name)
{
	struct fault fault = FAULT_INIT;
	struct settings *s = settings_load(at(name), &fault);

	if (s == NULL)
		fail_msg("%s", fault.detail);
	return s;
}

static int
set_up(void **state)
{
	(void)state;
	folder_make("rights");
	put("htsgate.ini", configuration);
	put("secret", A);
	put("groups", "proj: carol\n");
	put("1.bed", "1\t10\t20\n2\t0\t5\n");
	put("2.bed", "1\t20\t30\n");
	put("grants", "dave\tr/*\t@/1.bed\ndave\tr/s\t@/2.bed\n"
	    "@proj\tr/[ab]\t@/2.bed\n*\tr/all\t@/1.bed\n");
	assert_int_equal(log_open(at("log"), LOG_ERROR), 0);
	settings = load("htsgate.ini");
	now = 5000;
	rights = rights_new();
	assert_non_null(rights);
	rights_set_clock(rights, tick);
	next();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	rights_free(rights);
	settings_free(settings);
	log_open(NULL, LOG_WARNING);
	return folder_remove();
}

static unsigned
lines_logged(void)
{
	FILE *f = fopen(at("log"), "r");
	unsigned n = 0;
	int c;

	assert_non_null(f);
	while ((c = getc(f)) != EOF)
		n += c == '\n';
	fclose(f);
	return n;
}

static struct judgement
judge(const char *user, unsigned section, const char *id)
{
	const struct caller caller = { .user = user };

	return rights_judge(rights, &caller, &settings->data[section], id);
}

static enum verdict
verdict(const char *user, unsigned section, const char *id)
{
	return judge(user, section, id).verdict;
}

static void
verdicts(void **state)
{
	static const struct {
		const char	*user;
		unsigned	 section;
		const char	*id;
		enum verdict	 verdict;
		bool		 hidden;
	} rows[] = {
		{ NULL, OPEN, "o/s", VERDICT_OPEN, false },
		{ "dave", OPEN, "r/s", VERDICT_OPEN, false },
		{ NULL, NAMED, "n/s", VERDICT_LOGIN, false },
		{ "", NAMED, "n/s", VERDICT_LOGIN, false },
		{ "", ANY, "a/s", VERDICT_LOGIN, false },
		{ NULL, ANY, "a/s", VERDICT_LOGIN, false },
		{ NULL, NONE, "r/all", VERDICT_LOGIN, false },
		{ "", NONE, "r/all", VERDICT_LOGIN, false },
		{ "alice", NAMED, "n/s", VERDICT_ALLOWED, false },
		{ "carol", NAMED, "n/s", VERDICT_ALLOWED, false },
		{ "alic", NAMED, "n/s", VERDICT_DENIED, false },
		{ "alicee", NAMED, "n/s", VERDICT_DENIED, false },
		{ "Alice", NAMED, "n/s", VERDICT_DENIED, false },
		{ "@proj", NAMED, "n/s", VERDICT_DENIED, false },
		{ "proj", NAMED, "n/s", VERDICT_DENIED, false },
		{ "*", NAMED, "n/s", VERDICT_DENIED, false },
		{ "*", ANY, "a/s", VERDICT_ALLOWED, false },
		{ "eve", ANY, "a/s", VERDICT_ALLOWED, false },
		{ "alice", NONE, "r/s", VERDICT_DENIED, false },
		{ "dave", NONE, "r/s", VERDICT_PARTLY, false },
		{ "dave", NONE, "r/deep/er", VERDICT_PARTLY, false },
		{ "dave", NONE, "rs", VERDICT_DENIED, false },
		{ "dave", NONE, "xr/s", VERDICT_DENIED, false },
		{ "dave", NAMED, "r/s", VERDICT_PARTLY, false },
		{ "carol", NONE, "r/a", VERDICT_PARTLY, false },
		{ "carol", NONE, "r/c", VERDICT_DENIED, false },
		{ "carol", NONE, "r/ab", VERDICT_DENIED, false },
		{ "eve", NONE, "r/all", VERDICT_PARTLY, false },
		/* `allow` counts first. */
		{ "carol", NAMED, "r/a", VERDICT_ALLOWED, false },
		{ NULL, HIDDEN, "h/s", VERDICT_LOGIN, true },
		{ "eve", HIDDEN, "h/s", VERDICT_DENIED, true },
		{ "carol", HIDDEN, "h/s", VERDICT_ALLOWED, false },
		{ "dave", HIDDEN, "r/s", VERDICT_PARTLY, false },
	};
	struct judgement j;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		j = judge(rows[i].user, rows[i].section, rows[i].id);
		if (j.verdict != rows[i].verdict || j.hidden != rows[i].hidden)
			fail_msg("row %zu: %d", i, j.verdict);
		assert_int_equal(j.granted != NULL,
		    j.verdict == VERDICT_PARTLY);
	}
	assert_int_equal(lines_logged(), 0);
}

/* All rows that match count, and what touches is one. */
static void
regions(void **state)
{
	const struct granted *both = judge("dave", NONE, "r/s").granted, *one;

	(void)state;
	assert_true(granted_covers(both, "1", 10, 30));
	assert_true(granted_covers(both, "2", 0, 5));
	assert_false(granted_covers(both, "1", 9, 30));
	one = judge("dave", NONE, "r/t").granted;
	assert_true(granted_covers(one, "1", 10, 20));
	assert_false(granted_covers(one, "1", 10, 30));
	one = judge("carol", NONE, "r/a").granted;
	assert_true(granted_covers(one, "1", 20, 30));
	assert_false(granted_covers(one, "1", 10, 20));
	/* The first is still good, and is the same the next time. */
	assert_true(granted_covers(both, "1", 10, 30));
	assert_ptr_equal(judge("dave", NONE, "r/s").granted, both);
	put("2.bed", "1\t21\t30\n");
	next();
	both = judge("dave", NONE, "r/s").granted;
	assert_false(granted_covers(both, "1", 10, 30));
	assert_true(granted_covers(both, "1", 21, 30));
}

/* A row of its own for each way in which a file says nothing more. */
static void
ruin(const char *name, unsigned way)
{
	assert_int_equal(unlink(at(name)), 0);
	switch (way) {
	case 0:
		break;
	case 1:
		put(name, "");
		break;
	case 2:
		put(name, "# nothing\n");
		break;
	case 3:
		assert_int_equal(mkdir(at(name), 0755), 0);
		break;
	case 4:
		assert_int_equal(mkfifo(at(name), 0644), 0);
		break;
	case 5:
		assert_int_equal(symlink("/dev/zero", at(name)), 0);
		break;
	case 6:
		put(name, "x\n");
		assert_int_equal(truncate(at(name), (64 << 20) + 1), 0);
		break;
	case 7:
		put(name, "proj: carol\n1\t2\t3\ndave\t*\t@/1.bed\n\001\n");
		break;
	}
}
#define WAYS	8

static void
repair(const char *name, const char *text)
{
	assert_int_equal(remove(at(name)), 0);
	put(name, text);
	next();
}

static void
groups_go(void **state)
{
	unsigned way;

	(void)state;
	for (way = 0; way < WAYS; way++) {
		assert_int_equal(verdict("carol", NAMED, "n/s"),
		    VERDICT_ALLOWED);
		ruin("groups", way);
		/* Not before the next second. */
		now += 999;
		rights_use(rights, settings);
		assert_int_equal(verdict("carol", NAMED, "n/s"),
		    VERDICT_ALLOWED);
		now += 1;
		rights_use(rights, settings);
		assert_int_equal(verdict("carol", NAMED, "n/s"),
		    VERDICT_DENIED);
		assert_int_equal(verdict("carol", NONE, "r/a"),
		    VERDICT_DENIED);
		assert_int_equal(verdict("alice", NAMED, "n/s"),
		    VERDICT_ALLOWED);
		assert_int_equal(verdict("dave", NONE, "r/s"),
		    VERDICT_PARTLY);
		next();
		assert_int_equal(verdict("carol", NAMED, "n/s"),
		    VERDICT_DENIED);
		if (way == 0)
			put("groups", "");
		repair("groups", "proj: carol\n");
	}
	assert_int_equal(lines_logged(), WAYS - 2);
}

static void
grants_go(void **state)
{
	unsigned way;

	(void)state;
	for (way = 0; way < WAYS; way++) {
		assert_int_equal(verdict("dave", NONE, "r/s"),
		    VERDICT_PARTLY);
		ruin("grants", way);
		next();
		assert_int_equal(verdict("dave", NONE, "r/s"),
		    VERDICT_DENIED);
		assert_int_equal(verdict("carol", NAMED, "n/s"),
		    VERDICT_ALLOWED);
		if (way == 0)
			put("grants", "");
		repair("grants", "dave\t*\t@/1.bed\n");
	}
}

/* A BED file that says nothing takes its rows away, no others. */
static void
beds_go(void **state)
{
	const struct granted *g;
	unsigned way;

	(void)state;
	for (way = 0; way < WAYS; way++) {
		g = judge("dave", NONE, "r/s").granted;
		assert_true(granted_covers(g, "1", 10, 30));
		ruin("2.bed", way);
		next();
		g = judge("dave", NONE, "r/s").granted;
		assert_true(granted_covers(g, "1", 10, 20));
		assert_false(granted_covers(g, "1", 20, 30));
		assert_int_equal(verdict("carol", NONE, "r/a"),
		    VERDICT_DENIED);
		if (way == 0)
			put("2.bed", "");
		repair("2.bed", "1\t20\t30\n");
	}
	assert_int_equal(lines_logged(), WAYS - 2);
}

/* What is read of a BED file is neither half nor old. */
static void
same_size(void **state)
{
	struct timespec times[2];
	struct stat st;
	const struct granted *g;

	(void)state;
	assert_int_equal(stat(at("1.bed"), &st), 0);
	times[0] = st.st_atim;
	times[1] = st.st_mtim;
	g = judge("eve", NONE, "r/all").granted;
	assert_true(granted_covers(g, "1", 10, 20));
	put("1.bed", "1\t40\t50\n2\t0\t5\n");
	assert_int_equal(utimensat(AT_FDCWD, at("1.bed"), times, 0), 0);
	next();
	g = judge("eve", NONE, "r/all").granted;
	assert_false(granted_covers(g, "1", 10, 20));
	assert_true(granted_covers(g, "1", 40, 50));
	put("groups", "proj: david\n");
	next();
	assert_int_equal(verdict("carol", NAMED, "n/s"), VERDICT_DENIED);
	assert_int_equal(verdict("david", NAMED, "n/s"), VERDICT_ALLOWED);
}

/* Another path in the settings counts at once. */
static void
other_settings(void **state)
{
	static const char other[] = "[access]\nsecret = @/secret\n"
	    "groups = @/groups2\n[data open]\npath = @/d\n"
	    "[data named]\npath = @/d\nprefix = n/\nallow = alice @proj\n";
	struct settings *old = settings;
	struct fault fault = FAULT_INIT;

	(void)state;
	assert_int_equal(verdict("carol", NAMED, "n/s"), VERDICT_ALLOWED);
	assert_int_equal(verdict("dave", NAMED, "r/s"), VERDICT_PARTLY);
	assert_non_null(rights_secrets(rights, &fault));
	put("groups2", "proj: eve\n");
	put("other.ini", other);
	settings = load("other.ini");
	rights_use(rights, settings);
	settings_free(old);
	assert_int_equal(verdict("carol", NAMED, "n/s"), VERDICT_DENIED);
	assert_int_equal(verdict("eve", NAMED, "n/s"), VERDICT_ALLOWED);
	assert_int_equal(verdict("dave", NAMED, "r/s"), VERDICT_DENIED);
	assert_non_null(rights_secrets(rights, &fault));
	assert_int_equal(lines_logged(), 0);
}

/* What is wrong with the secret, as the detail of the fault says it. */
static void
expect_no_secret(const char *why)
{
	struct fault fault = FAULT_INIT;

	next();
	assert_null(rights_secrets(rights, &fault));
	assert_int_equal(fault.kind, FAULT_INTERNAL);
	assert_non_null(strstr(fault.detail, "[access] secret: "));
	assert_non_null(strstr(fault.detail, why));
	assert_null(strstr(fault.detail, "01234567"));
	assert_null(strstr(fault.message, folder));
}

static void
secrets(void **state)
{
	struct fault fault = FAULT_INIT;
	const struct secrets *s = rights_secrets(rights, &fault);
	char name[SECRET_NAME + 1];

	(void)state;
	assert_non_null(s);
	assert_int_equal(s->n, 1);
	strcpy(name, s->v[0].name);
	put("secret", B A);
	next();
	assert_non_null(s = rights_secrets(rights, &fault));
	assert_int_equal(s->n, 2);
	assert_ptr_equal(secrets_find(s, name), &s->v[1]);
	put("secret", B);
	next();
	assert_non_null(s = rights_secrets(rights, &fault));
	assert_null(secrets_find(s, name));
	put("secret", "");
	expect_no_secret("without a secret");
	put("secret", B "0123456789abcdef\n");
	expect_no_secret("/secret: line 2: ");
	put("secret", A);
	assert_int_equal(chmod(at("secret"), 0644), 0);
	expect_no_secret("can read it (mode 0644)");
	assert_int_equal(chmod(at("secret"), 0602), 0);
	expect_no_secret("can write it (mode 0602)");
	assert_int_equal(chmod(at("secret"), 0400), 0);
	next();
	assert_non_null(rights_secrets(rights, &fault));
	assert_int_equal(unlink(at("secret")), 0);
	expect_no_secret("No such file");
	assert_int_equal(mkdir(at("secret"), 0700), 0);
	expect_no_secret("not a regular file");
	/* Each was logged, and once. */
	assert_int_equal(lines_logged(), 6);
	expect_no_secret("not a regular file");
	assert_int_equal(lines_logged(), 6);
}

/* Files are looked at where they are needed. */
static void
lazy(void **state)
{
	(void)state;
	assert_int_equal(unlink(at("secret")), 0);
	assert_int_equal(unlink(at("groups")), 0);
	assert_int_equal(unlink(at("grants")), 0);
	next();
	assert_int_equal(verdict(NULL, OPEN, "o/s"), VERDICT_OPEN);
	assert_int_equal(verdict(NULL, NAMED, "n/s"), VERDICT_LOGIN);
	assert_int_equal(verdict("alice", NAMED, "n/s"), VERDICT_ALLOWED);
	assert_int_equal(lines_logged(), 0);
	assert_int_equal(verdict("carol", NAMED, "n/s"), VERDICT_DENIED);
	assert_int_equal(lines_logged(), 2);
}

/* "NAME=VALUE" is the one variable that there is. */
static const char *
one_variable(void *arg, const char *name)
{
	const char *equals = strchr(arg, '=');
	size_t n = (size_t)(equals - (const char *)arg);

	return strlen(name) == n && memcmp(arg, name, n) == 0 ? equals + 1 :
	    NULL;
}

static void
claims(void **state)
{
	static const struct {
		const char	*variable;
		const char	*name, *value;
		bool		 has;
	} rows[] = {
#define CLAIM(v) "OIDC_CLAIM_" v
		{ CLAIM("g=a"), "g", "a", true },
		{ CLAIM("g=a,b,c"), "g", "a", true },
		{ CLAIM("g=a,b,c"), "g", "b", true },
		{ CLAIM("g=a,b,c"), "g", "c", true },
		{ CLAIM("g=a,b,c"), "g", "a,b,c", true },
		{ CLAIM("g=x y,b"), "g", "x y", true },
		{ CLAIM("g=a=b"), "g", "a=b", true },
		{ CLAIM("a-b.c=x"), "a-b.c", "x", true },
		{ CLAIM("a_b_c=x"), "a-b.c", "x", true },
		{ CLAIM("a_b_c=x"), "a_b_c", "x", true },
		{ CLAIM("_=x"), "-", "x", true },
		/* Near misses. */
		{ CLAIM("g=a,b,c"), "g", "a,b", false },
		{ CLAIM("g=ab"), "g", "a", false },
		{ CLAIM("g=a"), "g", "ab", false },
		{ CLAIM("g=a, b"), "g", "b", false },
		{ CLAIM("g=a b"), "g", "a", false },
		{ CLAIM("g=A"), "g", "a", false },
		{ CLAIM("g="), "g", "a", false },
		{ CLAIM("g="), "g", "", false },
		{ CLAIM("g=a,,b"), "g", "", false },
		{ CLAIM("g=,"), "g", "", false },
		{ CLAIM("G=a"), "g", "a", false },
		{ CLAIM("gg=a"), "g", "a", false },
		{ "HTTP_OIDC_CLAIM_g=a", "g", "a", false },
		{ "g=a", "g", "a", false },
		{ CLAIM("a-b=x"), "a_b", "x", false },
		{ CLAIM("a-b=x"), "a.b", "x", false },
		{ "OIDC-CLAIM-a_b=x", "a-b", "x", false },
	};
	struct caller caller = { NULL, one_variable, NULL };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		caller.arg = (void *)rows[i].variable;
		if (claims_have(&caller, rows[i].name, rows[i].value) !=
		    rows[i].has)
			fail_msg("row %zu: %s", i, rows[i].variable);
	}
	caller.variable = NULL;
	assert_false(claims_have(&caller, "g", "a"));
}

/* A claim lets in who has logged in, nobody else. */
static void
claims_and_users(void **state)
{
	struct caller caller = { NULL, one_variable,
		(void *)"OIDC_CLAIM_groups=w,x" };
	const struct data *data = &settings->data[CLAIMED];

	(void)state;
	assert_int_equal(rights_judge(rights, &caller, data, "c/s").verdict,
	    VERDICT_LOGIN);
	caller.user = "";
	assert_int_equal(rights_judge(rights, &caller, data, "c/s").verdict,
	    VERDICT_LOGIN);
	caller.user = "eve";
	assert_int_equal(rights_judge(rights, &caller, data, "c/s").verdict,
	    VERDICT_ALLOWED);
	caller.arg = (void *)"OIDC_CLAIM_groups=w";
	assert_int_equal(rights_judge(rights, &caller, data, "c/s").verdict,
	    VERDICT_DENIED);
	put("grants", "claim:groups=w\tc/*\t@/1.bed\n");
	next();
	assert_int_equal(rights_judge(rights, &caller, data, "c/s").verdict,
	    VERDICT_PARTLY);
}

int
main(void)
{
#define TEST(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(verdicts),
		TEST(regions),
		TEST(groups_go),
		TEST(grants_go),
		TEST(beds_go),
		TEST(same_size),
		TEST(other_settings),
		TEST(secrets),
		TEST(lazy),
		cmocka_unit_test(claims),
		TEST(claims_and_users),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
