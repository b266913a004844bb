/* groups: who is in which group. */
#include "access/groups.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <htslib/khash.h>

#include "access/lines.h"
#include "conf/who.h"

/* "GROUP:USER"; no name of a group has a colon. */
#define KEY_MAX	(2 * WHO_NAME_MAX + 2)

KHASH_SET_INIT_STR(members)

struct groups {
	khash_t(members)	*members;
};

/* What one line is being read into. */
struct reading {
	struct groups		*groups;
	const struct lines	*lines;
	struct line		 group;
};

static int
add(struct reading *r, const char *user, size_t bytes, struct fault *fault)
{
	struct groups *g = r->groups;
	char *key;
	int put;

	if (kh_size(g->members) == GROUPS_MEMBERS_MAX)
		return lines_fault(r->lines, fault, "more than %u members of "
		    "groups", GROUPS_MEMBERS_MAX);
	if (asprintf(&key, "%.*s:%.*s", (int)r->group.n, r->group.s,
	    (int)bytes, user) == -1)
		return fault_nomem(fault);
	kh_put(members, g->members, key, &put);
	if (put <= 0)
		free(key);
	return put >= 0 ? 0 : fault_nomem(fault);
}

/* A user in quotes, which `rest` begins with; cut off. */
static int
add_quoted(struct reading *r, struct line *rest, struct fault *fault)
{
	char user[WHO_NAME_MAX], quote = *rest->s;
	size_t n = 0, i;

	for (i = 1; i < rest->n && rest->s[i] != quote; i++) {
		if (rest->s[i] == '\\' && i + 1 < rest->n &&
		    (rest->s[i + 1] == quote || rest->s[i + 1] == '\\'))
			i++;
		if (n == sizeof(user))
			return lines_fault(r->lines, fault, "a user in quotes "
			    "is longer than %d bytes", WHO_NAME_MAX);
		user[n++] = rest->s[i];
	}
	if (i == rest->n)
		return lines_fault(r->lines, fault, "a quote has no end");
	rest->s += i + 1;
	rest->n -= i + 1;
	if (n == 0 || line_word(rest).n > 0)
		return lines_fault(r->lines, fault, "quotes stand around a "
		    "whole user");
	return add(r, user, n, fault);
}

static int
add_plain(struct reading *r, struct line *rest, struct fault *fault)
{
	struct line user = line_word(rest);

	if (user.n > WHO_NAME_MAX)
		return lines_fault(r->lines, fault, "a user is longer than "
		    "%d bytes", WHO_NAME_MAX);
	if (memchr(user.s, '"', user.n) != NULL)
		return lines_fault(r->lines, fault, "a quote within a user");
	return add(r, user.s, user.n, fault);
}

static int
add_users(struct reading *r, struct line rest, struct fault *fault)
{
	int result = 0;

	while (result == 0 && rest.n > 0)
		result = *rest.s == '"' || *rest.s == '\'' ?
		    add_quoted(r, &rest, fault) : add_plain(r, &rest, fault);
	return result;
}

static int
parse_line(struct groups *g, const struct lines *l, struct line line,
    struct fault *fault)
{
	struct reading r = { .groups = g, .lines = l };
	const char *colon = memchr(line.s, ':', line.n);
	struct line before;

	if (lines_check_text(l, &line, fault) == -1)
		return -1;
	if (colon == NULL)
		return lines_fault(l, fault, "has no colon behind the group");
	before = (struct line){ line.s, (size_t)(colon - line.s) };
	r.group = line_word(&before);
	if (r.group.n == 0 || r.group.n > WHO_NAME_MAX || before.n > 0)
		return lines_fault(l, fault, "the name of a group has 1 to %d "
		    "bytes and no blanks", WHO_NAME_MAX);
	line.n -= (size_t)(colon + 1 - line.s);
	line.s = colon + 1;
	line_skip(&line);
	return add_users(&r, line, fault);
}

struct groups *
groups_parse(const char *text, size_t bytes, struct fault *fault)
{
	struct groups *g = calloc(1, sizeof(*g));
	struct lines l = lines_of(text, bytes);
	struct line line;

	if (g == NULL || (g->members = kh_init(members)) == NULL) {
		free(g);
		fault_nomem(fault);
		return NULL;
	}
	while (lines_next(&l, &line))
		if (parse_line(g, &l, line, fault) == -1) {
			groups_free(g);
			return NULL;
		}
	return g;
}

void
groups_free(struct groups *g)
{
	khint_t k;

	if (g == NULL)
		return;
	for (k = kh_begin(g->members); k != kh_end(g->members); k++)
		if (kh_exist(g->members, k))
			free((char *)kh_key(g->members, k));
	kh_destroy(members, g->members);
	free(g);
}

bool
groups_have(const struct groups *g, const char *group, const char *user)
{
	char key[KEY_MAX];
	int n;

	if (g == NULL || strchr(group, ':') != NULL)
		return false;
	n = snprintf(key, sizeof(key), "%s:%s", group, user);
	return n >= 0 && (size_t)n < sizeof(key) &&
	    kh_get(members, g->members, key) != kh_end(g->members);
}
