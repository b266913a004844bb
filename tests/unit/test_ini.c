/* Tests of ini: what is read, and all that iniparser would swallow. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <iniparser/iniparser.h>

#include "conf/ini.h"
#include "folder.h"

#define ROWS(rows)	(sizeof(rows) / sizeof((rows)[0]))

static char file[128];

/* What happens while iniparser is at work; NULL: nothing. */
static void	(*meanwhile)(void);
static bool	iniparser_fails;
static int	iniparser_errno;

/* In place of the library's, which it calls. */
dictionary *
iniparser_load(const char *path)
{
	dictionary *(*real)(const char *);

	*(void **)&real = dlsym(RTLD_NEXT, "iniparser_load");
	if (meanwhile != NULL)
		meanwhile();
	errno = iniparser_errno;
	return iniparser_fails ? NULL : real(path);
}

static int
make_folder(void **state)
{
	(void)state;
	folder_make("ini");
	snprintf(file, sizeof(file), "%s", at("x.ini"));
	return 0;
}

static int
remove_folder(void **state)
{
	(void)state;
	return folder_remove();
}

static void
write_file(const char *text, size_t bytes)
{
	FILE *f = fopen(file, "w");

	assert_non_null(f);
	assert_int_equal(bytes, fwrite(text, 1, bytes, f));
	assert_int_equal(0, fclose(f));
}

static struct ini *
load(const char *text)
{
	struct fault fault = FAULT_INIT;
	struct ini *ini;

	write_file(text, strlen(text));
	ini = ini_load(file, &fault);
	if (ini == NULL)
		fail_msg("refused: %s", fault.detail);
	assert_int_equal(FAULT_NONE, fault.kind);
	return ini;
}

/* The text is refused with FILE and then `rest`, in which `...` is anything. */
static void
refuses_bytes(const char *text, size_t bytes, const char *rest)
{
	struct fault fault = FAULT_INIT;
	size_t n = strlen(file);
	struct ini *ini;

	write_file(text, bytes);
	ini = ini_load(file, &fault);
	if (ini != NULL)
		fail_msg("accepted: %s", text);
	assert_int_equal(FAULT_INTERNAL, fault.kind);
	assert_string_equal("the server's configuration is at fault",
	    fault.message);
	assert_memory_equal(file, fault.detail, n);
	if (strncmp(fault.detail + n, rest, strlen(rest)) != 0)
		fail_msg("\"%s\" does not begin with \"%s\"",
		    fault.detail + n, rest);
}

static void
sections_keys_and_lines_are_listed(void **state)
{
	struct ini *ini = load("; one\n\n[Server]\nName = x\n# two\n"
	    "[data NA12878]\n  BAM=/a/b.bam\n\tid =  A b\n[log]\n");

	(void)state;
	assert_string_equal(file, ini->path);
	assert_int_equal(3, ini->nsections);
	assert_string_equal("server", ini->sections[0].name);
	assert_string_equal("Server", ini->sections[0].written);
	assert_int_equal(3, ini->sections[0].line);
	assert_string_equal("data na12878", ini->sections[1].name);
	assert_string_equal("data NA12878", ini->sections[1].written);
	assert_int_equal(6, ini->sections[1].line);
	assert_int_equal(3, ini->nentries);
	assert_int_equal(0, ini->entries[0].section);
	assert_string_equal("name", ini->entries[0].key);
	assert_string_equal("x", ini->entries[0].value);
	assert_int_equal(1, ini->entries[1].section);
	assert_string_equal("bam", ini->entries[1].key);
	assert_string_equal("/a/b.bam", ini->entries[1].value);
	assert_int_equal(7, ini->entries[1].line);
	assert_string_equal("A b", ini->entries[2].value);
	assert_int_equal(8, ini->entries[2].line);
	ini_free(ini);
}

static void
values_are_those_of_iniparser(void **state)
{
	static const struct {
		const char *text, *value;
	} rows[] = {
		{ "v", "v" }, { "  a b  ", "a b" }, { "", "" },
		{ "v ; comment", "v" }, { "v ;comment # more", "v" },
		{ "v\t; comment", "v" }, { "; comment", "" },
		{ "\"a;b#c\"", "a;b#c" }, { "'a;b#c'", "a;b#c" },
		{ "\" a \"", " a " }, { "\"a\" ; c", "a" },
		{ "\"a\"# c", "a" }, { "\"\"", "" }, { "''", "" },
		{ "\"\" ; c", "" }, { "'a\"b'", "a\"b" },
		{ "\"it's\"", "it's" }, { "a=b", "a=b" },
		{ "a \"b\"", "a \"b\"" }, { "/a\\b", "/a\\b" },
		{ "http://h/?a=b", "http://h/?a=b" },
		{ "\xc3\xa4", "\xc3\xa4" }, { "[x]", "[x]" },
	};
	struct ini *ini;
	char text[128];
	size_t i;

	(void)state;
	for (i = 0; i < ROWS(rows); i++) {
		snprintf(text, sizeof(text), "[s]\nk = %s\n", rows[i].text);
		ini = load(text);
		assert_int_equal(1, ini->nentries);
		assert_string_equal(rows[i].value, ini->entries[0].value);
		ini_free(ini);
	}
}

static void
unusual_texts_are_good(void **state)
{
	static const struct {
		const char	*text;
		size_t		 sections, entries;
	} rows[] = {
		{ "", 0, 0 }, { "\n\n", 0, 0 }, { "; only a comment", 0, 0 },
		{ ";", 0, 0 }, { "[s]", 1, 0 }, { "[s]\nk=v", 1, 1 },
		{ "[s]\r\nk = v\r\n\r\n; c\r\n", 1, 1 },
		{ "  [ s ]  \n", 1, 0 }, { "[a=b]\n[c;d]\n", 2, 0 },
		{ "[s]\nk=1\n[t]\nk=1\n", 2, 2 },
	};
	struct ini *ini;
	size_t i;

	(void)state;
	for (i = 0; i < ROWS(rows); i++) {
		ini = load(rows[i].text);
		assert_int_equal(rows[i].sections, ini->nsections);
		assert_int_equal(rows[i].entries, ini->nentries);
		ini_free(ini);
	}
	ini = load("[s]\r\nk = v\r\n");
	assert_string_equal("v", ini->entries[0].value);
	ini_free(ini);
}

static void
near_misses_are_refused_with_their_place(void **state)
{
	static const struct {
		const char *text, *rest;
	} rows[] = {
		{ "\xef\xbb\xbf[s]\n",
		    ":1: the file begins with a byte order" },
		{ "[s\n", ":1: a section's name is not closed" },
		{ "[]\n", ":1: []: a section without a name" },
		{ "[s] ; c\n", ":1: [s]: a section's name stands alone" },
		{ "[s] ; c=1\n", ":1: [s]: a section's name stands alone" },
		{ "[s]x\n", ":1: [s]: a section's name stands alone" },
		{ "[a]b]\n", ":1: [a]: a section's name stands alone" },
		{ "[s] = 1\n", ":1: [s]: a section's name stands alone" },
		{ "[a:b]\n", ":1: [a:b]: a section's name must not hold `:`" },
		{ "[a  b]\n", ":1: [a  b]: a section's name holds single" },
		{ "[a\tb]\n", ":1: [a\tb]: a section's name holds single" },
		{ "\n[s]\n[t]\n[S]\n", ":4: [S]: repeated: [s] stands in "
		    "line 2" },
		{ "[data NA1]\n[data na1]\n", ":2: [data na1]: repeated: "
		    "[data NA1] stands in line 1" },
		{ "[s]\nk=1\n\nK = 2\n", ":4: [s] k: repeated: it stands in "
		    "line 2" },
		{ "k = 1\n[s]\n", ":1: k: the key stands before the first" },
		{ "[s]\n= 1\n", ":2: [s]: no key stands before `=`" },
		{ "[s]\n = 1\n", ":2: [s]: no key stands before `=`" },
		{ "[s]\nk\n", ":2: [s]: the line is neither a comment" },
		{ "[s]\nx", ":2: [s]: the line is neither a comment" },
		{ "[s]\nk: v\n", ":2: [s]: the line is neither a comment" },
		{ "// c\n", ":1: the line is neither a comment" },
		{ "[s]\nk = a;b\n", ":2: [s] k: an unquoted ;" },
		{ "[s]\nk = a#b\n", ":2: [s] k: an unquoted #" },
		{ "[s]\nk = a # b\n", ":2: [s] k: an unquoted #" },
		{ "[s]\nk = # b\n", ":2: [s] k: an unquoted #" },
		{ "[s]\nk = a \"b;c\"\n", ":2: [s] k: an unquoted ;" },
		{ "[s]\nk = \"a\n", ":2: [s] k: the closing quote is missing" },
		{ "[s]\nk = \"\n", ":2: [s] k: the closing quote is missing" },
		{ "[s]\nk = 'a\"\n",
		    ":2: [s] k: the closing quote is missing" },
		{ "[s]\nk = \"a\"b\n", ":2: [s] k: text stands behind" },
		{ "[s]\nk = \"a\" \"b\"\n", ":2: [s] k: text stands behind" },
		{ "[s]\nk = \"a\\\"b\"\n", ":2: [s] k: text stands behind" },
		{ "[s]\nk = \"\"a\"\"\n", ":2: [s] k: text stands behind" },
		{ "[s]\nk = \"\"\"\n", ":2: [s] k: text stands behind" },
		{ "[s]\nk = a\\\nb\n",
		    ":2: [s]: the line ends in a backslash" },
		{ "[s]\nk = a\\ \nb\n",
		    ":2: [s]: the line ends in a backslash" },
		{ "[s]\nk = a\\\r\nb\n",
		    ":2: [s]: the line ends in a backslash" },
		{ "; c \\\n[s]\n", ":1: the line ends in a backslash" },
		{ "\\\n[s]\n", ":1: the line ends in a backslash" },
		{ "[s]\nk = a\rb\n", ":2: [s]: the line holds a control byte" },
		{ "[s]\nk = a\vb\n", ":2: [s]: the line holds a control byte" },
		{ "; \x1b[0m\n", ":1: the line holds a control byte" },
		{ "; \x7f\n", ":1: the line holds a control byte" },
		{ "; \xff\n", ":1: the line is not valid UTF-8" },
		{ "[s]\nk = \xc3\n", ":2: [s]: the line is not valid UTF-8" },
		{ "\xff\xfe[s]\n", ":1: the line is not valid UTF-8" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ROWS(rows); i++)
		refuses_bytes(rows[i].text, strlen(rows[i].text),
		    rows[i].rest);
	refuses_bytes("[s]\nk = \0v\n", 11, ":2: [s]: the line holds a NUL");
}

static void
long_lines_are_refused_before_iniparser_loses_them(void **state)
{
	char text[INI_LINE_MAX + 16];
	struct ini *ini;

	(void)state;
	memset(text, 'x', sizeof(text));
	memcpy(text, "[s]\nk=", 6);
	memcpy(text + 4 + INI_LINE_MAX, "\n", 2);
	ini = load(text);
	assert_int_equal(INI_LINE_MAX - 2, strlen(ini->entries[0].value));
	ini_free(ini);
	memcpy(text + 4 + INI_LINE_MAX, "x\n", 3);
	refuses_bytes(text, strlen(text), ":2: [s]: the line is too long");
	text[4] = ';';
	refuses_bytes(text, strlen(text), ":2: [s]: the line is too long");
}

/* [s0] k0 … in sections of 100 keys. */
static size_t
write_many(size_t keys)
{
	FILE *f = fopen(file, "w");
	size_t i, sections = 0;

	assert_non_null(f);
	for (i = 0; i < keys; i++) {
		if (i % 100 == 0)
			fprintf(f, "[s%zu]\n", sections++);
		fprintf(f, "k%zu = %zu\n", i, i);
	}
	assert_int_equal(0, fclose(f));
	return sections;
}

static void
many_keys_are_fine_too_many_are_not(void **state)
{
	struct fault fault = FAULT_INIT;
	size_t i, sections = write_many(10000);
	struct ini *ini = ini_load(file, &fault);
	char value[32];

	(void)state;
	assert_non_null(ini);
	assert_int_equal(sections, ini->nsections);
	assert_int_equal(10000, ini->nentries);
	for (i = 0; i < ini->nentries; i++) {
		snprintf(value, sizeof(value), "%zu", i);
		assert_string_equal(value, ini->entries[i].value);
		assert_int_equal(i / 100, ini->entries[i].section);
	}
	ini_free(ini);
	write_many(INI_ENTRIES_MAX);
	assert_null(ini_load(file, &fault));
	assert_non_null(strstr(fault.detail, "more than 40000 sections"));
}

static void
cannot_load(const char *path, const char *words)
{
	struct fault fault = FAULT_INIT;

	assert_null(ini_load(path, &fault));
	assert_int_equal(FAULT_INTERNAL, fault.kind);
	assert_null(strstr(fault.message, path));
	assert_memory_equal(path, fault.detail, strlen(path));
	assert_non_null(strstr(fault.detail, words));
}

static void
files_that_cannot_be_read_are_named(void **state)
{
	char path[80];

	(void)state;
	snprintf(path, sizeof(path), "%s/none.ini", folder);
	cannot_load(path, strerror(ENOENT));
	cannot_load(folder, strerror(EISDIR));
	snprintf(path, sizeof(path), "%s/fifo", folder);
	assert_int_equal(0, mkfifo(path, 0600));
	cannot_load(path, "not a regular file");
	assert_int_equal(0, unlink(path));
	write_file("", 0);
	snprintf(path, sizeof(path), "%s/x.ini/y", folder);
	cannot_load(path, strerror(ENOTDIR));
	if (geteuid() != 0) {
		assert_int_equal(0, chmod(file, 0));
		cannot_load(file, strerror(EACCES));
		assert_int_equal(0, unlink(file));
	}
}

/* It is FAULT_UNAVAILABLE with "FILE: words". */
static void
passes(const char *words)
{
	struct fault fault = FAULT_INIT;
	size_t n = strlen(file);

	assert_null(ini_load(file, &fault));
	assert_int_equal(FAULT_UNAVAILABLE, fault.kind);
	assert_null(strstr(fault.message, file));
	assert_non_null(strstr(fault.message, "configuration"));
	assert_memory_equal(file, fault.detail, n);
	assert_memory_equal(": ", fault.detail + n, 2);
	assert_string_equal(words, fault.detail + n + 2);
}

static void
no_descriptor_may_pass(void **state)
{
	struct rlimit old, low;
	int fd;

	(void)state;
	ini_free(load("[s]\nk = v\n"));
	fd = open("/dev/null", O_RDONLY);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(0, getrlimit(RLIMIT_NOFILE, &old));
	low = old;
	low.rlim_cur = (rlim_t)fd;
	assert_int_equal(0, setrlimit(RLIMIT_NOFILE, &low));
	passes(strerror(EMFILE));
	assert_int_equal(0, setrlimit(RLIMIT_NOFILE, &old));
}

static void
iniparser_without_a_reason_may_pass(void **state)
{
	(void)state;
	ini_free(load("[s]\nk = v\n"));
	iniparser_fails = true;
	passes("iniparser cannot read it");
	iniparser_errno = ENOMEM;
	passes("iniparser cannot read it");
	iniparser_fails = false;
	iniparser_errno = 0;
}

/* The same keys, so that only the file itself can tell. */
static void
replace_file(void)
{
	char other[sizeof(file) + 8];

	snprintf(other, sizeof(other), "%s.old", file);
	assert_int_equal(0, rename(file, other));
	write_file("[s]\nk = w\n", 10);
	assert_int_equal(0, unlink(other));
}

static void
grow_file(void)
{
	write_file("[s]\nk = v\n; more\n", 17);
}

static void
remove_file(void)
{
	assert_int_equal(0, unlink(file));
}

static void
a_file_that_changes_is_not_mixed(void **state)
{
	static void (*const changes[])(void) = {
		replace_file, grow_file, remove_file,
	};
	size_t i;

	(void)state;
	for (i = 0; i < ROWS(changes); i++) {
		ini_free(load("[s]\nk = v\n"));
		meanwhile = changes[i];
		passes("the file changed while it was read");
		meanwhile = NULL;
	}
	ini_free(load("[s]\nk = v\n"));
}

static void
long_names_leave_room_for_the_reason(void **state)
{
	char path[2000], name[600];
	struct fault fault = FAULT_INIT;
	const struct ini_place place = { path, 7, name, name };

	(void)state;
	memset(path, 'p', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	memset(name, 'n', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(-1, ini_fault(&fault, &place, "the reason"));
	assert_memory_equal("...ppp", fault.detail, 6);
	assert_non_null(strstr(fault.detail, "p:7: [nnn"));
	assert_non_null(strstr(fault.detail, "n: the reason"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sections_keys_and_lines_are_listed),
		cmocka_unit_test(values_are_those_of_iniparser),
		cmocka_unit_test(unusual_texts_are_good),
		cmocka_unit_test(near_misses_are_refused_with_their_place),
		cmocka_unit_test(
		    long_lines_are_refused_before_iniparser_loses_them),
		cmocka_unit_test(many_keys_are_fine_too_many_are_not),
		cmocka_unit_test(files_that_cannot_be_read_are_named),
		cmocka_unit_test(no_descriptor_may_pass),
		cmocka_unit_test(iniparser_without_a_reason_may_pass),
		cmocka_unit_test(a_file_that_changes_is_not_mixed),
		cmocka_unit_test(long_names_leave_room_for_the_reason),
	};

	ini_free(NULL);
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
