/* ini_lines: a strict pass over the lines, before iniparser reads them. */
#include "conf/ini_lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

static const char blanks[] = " \t\r";

static struct ini_place
place_here(const struct pass *p, const char *key)
{
	struct ini_place place = { p->ini->path, p->line, NULL, key };

	if (p->ini->nsections > 0)
		place.section = p->ini->sections[p->ini->nsections - 1].written;
	return place;
}

static void
lower(char *s)
{
	for (; *s != '\0'; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s - 'A' + 'a');
}

/* Cuts the blanks at both ends, in place. */
static char *
strip(char *s)
{
	size_t n;

	s += strspn(s, blanks);
	n = strlen(s);
	while (n > 0 && strchr(blanks, s[n - 1]) != NULL)
		n--;
	s[n] = '\0';
	return s;
}

static int
grow(void **array, size_t n, size_t *room, size_t width, struct fault *f)
{
	size_t more = *room == 0 ? 16 : *room * 2;
	void *p;

	if (n < *room)
		return 0;
	if ((p = reallocarray(*array, more, width)) == NULL)
		return fault_nomem(f);
	*array = p;
	*room = more;
	return 0;
}

/*
 * Remembers a name, which it owns from now on. 0 if it is new, 1 if it was
 * there, with *index the one that has it; -1 without memory.
 */
static int
remember(struct pass *p, char *name, size_t *index)
{
	int fresh;
	khint_t k = kh_put(names, p->names, name, &fresh);

	if (fresh < 0) {
		free(name);
		return fault_nomem(p->fault);
	}
	if (fresh == 0) {
		free(name);
		*index = kh_val(p->names, k);
		return 1;
	}
	kh_val(p->names, k) = *index;
	return 0;
}

static int
check_room(struct pass *p)
{
	struct ini_place place = { p->ini->path, p->line, NULL, NULL };

	if (p->ini->nsections + p->ini->nentries < INI_ENTRIES_MAX)
		return 0;
	return ini_fault(p->fault, &place,
	    "more than %d sections and keys; directories (path) serve many "
	    "files", INI_ENTRIES_MAX);
}

static int
add_section(struct pass *p, const char *written)
{
	struct ini *ini = p->ini;
	struct ini_place place = { ini->path, p->line, written, NULL };
	struct ini_section *section;
	size_t index = ini->nsections;
	char *name;
	int known;

	if (check_room(p) == -1 || grow((void **)&ini->sections, index,
	    &p->room_sections, sizeof(*ini->sections), p->fault) == -1)
		return -1;
	if ((name = strdup(written)) == NULL)
		return fault_nomem(p->fault);
	lower(name);
	if ((known = remember(p, name, &index)) == -1)
		return -1;
	if (known)
		return ini_fault(p->fault, &place,
		    "repeated: [%.*s] stands in line %u (case does not count)",
		    INI_NAME_SHOWN, ini->sections[index].written,
		    ini->sections[index].line);
	section = &ini->sections[ini->nsections++];
	section->line = p->line;
	section->name = strdup(name);
	section->written = strdup(written);
	if (section->name == NULL || section->written == NULL)
		return fault_nomem(p->fault);
	return 0;
}

static int
take_section(struct pass *p, char *line)
{
	struct ini_place place = { p->ini->path, p->line, NULL, NULL };
	char *end = strchr(line, ']');
	char *name = line + 1;

	if (end == NULL)
		return ini_fault(p->fault, &place,
		    "a section's name is not closed by ]");
	*end = '\0';
	name = strip(name);
	place.section = name;
	if (end[1 + strspn(end + 1, blanks)] != '\0')
		return ini_fault(p->fault, &place, "a section's name stands "
		    "alone on its line; put a comment on a line of its own");
	if (*name == '\0')
		return ini_fault(p->fault, &place, "a section without a name");
	if (strchr(name, ':') != NULL)
		return ini_fault(p->fault, &place,
		    "a section's name must not hold `:`");
	if (strchr(name, '\t') != NULL || strstr(name, "  ") != NULL)
		return ini_fault(p->fault, &place,
		    "a section's name holds single spaces only");
	return add_section(p, name);
}

/* A text that says what is wrong with what stands behind `=`, or NULL. */
static const char *
check_value(const char *text)
{
	const char *s = text, *end;

	if (*s == '"' || *s == '\'') {
		if ((end = strchr(s + 1, *s)) == NULL)
			return "the closing quote is missing";
		end += 1 + strspn(end + 1, blanks);
		if (*end != '\0' && *end != ';' && *end != '#')
			return "text stands behind the closing quote";
		return NULL;
	}
	if ((s = strpbrk(text, ";#")) == NULL)
		return NULL;
	if (*s == '#')
		return "an unquoted # in the value: quote the value, or begin "
		    "the comment with a blank and ;";
	if (s > text && strchr(blanks, s[-1]) == NULL)
		return "an unquoted ; in the value: quote the value, or put a "
		    "blank before the comment";
	return NULL;
}

static int
add_entry(struct pass *p, char *key)
{
	struct ini *ini = p->ini;
	struct ini_place place = place_here(p, key);
	struct ini_entry *entry;
	size_t index = ini->nentries;
	char *name;
	int known;

	if (check_room(p) == -1 || grow((void **)&ini->entries, index,
	    &p->room_entries, sizeof(*ini->entries), p->fault) == -1)
		return -1;
	lower(key);
	if (asprintf(&name, "%s:%s", ini->sections[ini->nsections - 1].name,
	    key) == -1)
		return fault_nomem(p->fault);
	if ((known = remember(p, name, &index)) == -1)
		return -1;
	if (known)
		return ini_fault(p->fault, &place,
		    "repeated: it stands in line %u", ini->entries[index].line);
	entry = &ini->entries[ini->nentries++];
	entry->section = ini->nsections - 1;
	entry->line = p->line;
	entry->value = NULL;
	if ((entry->key = strdup(key)) == NULL)
		return fault_nomem(p->fault);
	return 0;
}

static int
take_key(struct pass *p, char *line)
{
	struct ini_place place = place_here(p, NULL);
	char *equals = strchr(line, '=');
	const char *why;
	char *key;

	if (equals == NULL)
		return ini_fault(p->fault, &place, "the line is neither a "
		    "comment, a [section] nor `key = value`");
	*equals = '\0';
	key = strip(line);
	if (*key == '\0')
		return ini_fault(p->fault, &place, "no key stands before `=`");
	place.key = key;
	if (p->ini->nsections == 0)
		return ini_fault(p->fault, &place,
		    "the key stands before the first [section]");
	if ((why = check_value(strip(equals + 1))) != NULL)
		return ini_fault(p->fault, &place, "%s", why);
	return add_entry(p, key);
}

/* A text that says why the bytes are no line of text, or NULL. */
static const char *
check_bytes(const char *line, size_t bytes)
{
	size_t i;

	if (bytes > INI_LINE_MAX)
		return "the line is too long (1,000 bytes at most)";
	if (memchr(line, '\0', bytes) != NULL)
		return "the line holds a NUL";
	for (i = 0; i < bytes; i++)
		if (((unsigned char)line[i] < 0x20 && line[i] != '\t') ||
		    line[i] == 0x7f)
			return "the line holds a control byte";
	if (!utf8_valid(line, bytes))
		return "the line is not valid UTF-8";
	return NULL;
}

/* One line of a text, without its end and with a NUL behind it. */
static int
take_line(struct pass *p, char *line, size_t bytes)
{
	struct ini_place place = place_here(p, NULL);
	const char *why = check_bytes(line, bytes);

	if (why != NULL)
		return ini_fault(p->fault, &place, "%s", why);
	line = strip(line);
	if (*line != '\0' && line[strlen(line) - 1] == '\\')
		return ini_fault(p->fault, &place, "the line ends in a "
		    "backslash; lines cannot be continued");
	if (*line == '\0' || *line == ';' || *line == '#')
		return 0;
	return *line == '[' ? take_section(p, line) : take_key(p, line);
}

int
ini_lines_take(struct pass *p, char *text, size_t bytes)
{
	struct ini_place place = { p->ini->path, 1, NULL, NULL };
	char *line = text, *end = text + bytes, *stop;
	size_t n;

	if (bytes >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		return ini_fault(p->fault, &place, "the file begins with a "
		    "byte order mark (BOM); save it as UTF-8 without one");
	/* Not NULL where there are none: places are counted from it. */
	if (grow((void **)&p->ini->entries, 0, &p->room_entries,
	    sizeof(*p->ini->entries), p->fault) == -1)
		return -1;
	for (; line < end; line = stop + 1) {
		p->line++;
		stop = memchr(line, '\n', (size_t)(end - line));
		if (stop == NULL)
			stop = end;
		n = (size_t)(stop - line);
		if (n > 0 && line[n - 1] == '\r')
			n--;
		line[n] = '\0';
		if (take_line(p, line, n) == -1)
			return -1;
	}
	return 0;
}
