/* unknown: what to say of keys and sections that there are not. */
#include "conf/unknown.h"

#include <stdbool.h>
#include <string.h>

#include "conf/keys.h"

#define WORD_MAX	32	/* a longer word is near to no key */
#define ARRAY_LENGTH(a)	(sizeof(a) / sizeof((a)[0]))

/* Words of features to come: not a spelling mistake, and not ignored. */
static const char *const unbuilt_keys[] = {
	"convert", "delivery", "exact",
};

/* Is the word in the list? */
static bool
is_listed(const char *word, const char *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(word, list[i]) == 0)
			return true;
	return false;
}

static size_t
least_of(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;

	return least < c ? least : c;
}

/* Few letters changed, lost or added for the length (edit distance). */
static bool
is_near(const char *a, const char *b)
{
	size_t row[WORD_MAX + 1], i, j, corner, above;
	size_t na = strlen(a), nb = strlen(b);

	if (na > WORD_MAX || nb > WORD_MAX)
		return false;
	for (j = 0; j <= nb; j++)
		row[j] = j;
	for (i = 1; i <= na; i++) {
		corner = row[0];
		row[0] = i;
		for (j = 1; j <= nb; j++) {
			above = row[j];
			row[j] = least_of(row[j] + 1, row[j - 1] + 1,
			    corner + (a[i - 1] != b[j - 1]));
			corner = above;
		}
	}
	return row[nb] <= 2 && row[nb] * 2 <= nb;
}

int
unknown_key(const struct ini *ini, const struct ini_entry *e,
    const char *section, struct fault *f)
{
	struct ini_place place = ini_at_entry(ini, e);
	const struct key *key;

	if (is_listed(e->key, unbuilt_keys, ARRAY_LENGTH(unbuilt_keys)))
		return ini_fault(f, &place,
		    "this key is not built in this version");
	for (key = key_table; key < key_table + KEY_COUNT; key++)
		if (strcmp(key->name, e->key) == 0)
			return ini_fault(f, &place,
			    "unknown key here; it belongs into [%s%s]",
			    key->section,
			    strcmp(key->section, "data") == 0 ? " NAME" : "");
	for (key = key_table; key < key_table + KEY_COUNT; key++)
		if (strcmp(key->section, section) == 0 &&
		    is_near(e->key, key->name))
			return ini_fault(f, &place,
			    "unknown key; did you mean `%s`?", key->name);
	return ini_fault(f, &place, "unknown key");
}

static const char *
near_section(const char *name)
{
	size_t i;

	for (i = 0; i < KEY_COUNT; i++)
		if (is_near(name, key_table[i].section))
			return key_table[i].section;
	return is_near(name, "defaults") ? "defaults" : NULL;
}

int
unknown_section(const struct ini *ini, const struct ini_section *section,
    struct fault *f)
{
	struct ini_place place = ini_at_section(ini, section);
	const char *near;

	if (strcmp(section->name, "data") == 0)
		return ini_fault(f, &place,
		    "the section needs a name of its own: [data NAME]");
	near = near_section(section->name);
	if (near != NULL)
		return ini_fault(f, &place,
		    "unknown section; did you mean [%s]?", near);
	if (strchr(section->name, ' ') != NULL)
		return ini_fault(f, &place,
		    "unknown section; did you mean [data NAME]?");
	return ini_fault(f, &place, "unknown section");
}
