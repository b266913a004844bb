/* who: one word that says who may read. */
#include "conf/who.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "conf/values.h"

#define CLAIM		"claim:"
#define IN_CLAIMS	"abcdefghijklmnopqrstuvwxyz" \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."

static const char wanted[] = "a user, @group, %group of the system, "
    "claim:NAME=VALUE or * (whoever has logged in)";

static bool
is_name(const char *s, size_t bytes)
{
	size_t i;

	for (i = 0; i < bytes; i++)
		if ((unsigned char)s[i] < ' ' || s[i] == 0x7f)
			return false;
	return bytes > 0 && bytes <= WHO_NAME_MAX && utf8_valid(s, bytes);
}

static const char *
keep(struct who *who, enum who_kind kind, const char *name, size_t bytes)
{
	if (!is_name(name, bytes))
		return wanted;
	who->kind = kind;
	who->name = strndup(name, bytes);
	return who->name != NULL ? NULL : value_nomem;
}

/* NAME=VALUE; a value may hold `=`. */
static const char *
read_claim(const char *s, size_t bytes, struct who *who)
{
	const char *equals = memchr(s, '=', bytes), *why;
	size_t name = equals != NULL ? (size_t)(equals - s) : 0;

	if (name == 0 || strspn(s, IN_CLAIMS) != name ||
	    !is_name(equals + 1, bytes - name - 1))
		return wanted;
	if ((why = keep(who, WHO_CLAIM, s, name)) != NULL)
		return why;
	who->value = strndup(equals + 1, bytes - name - 1);
	if (who->value != NULL)
		return NULL;
	who_clear(who);
	return value_nomem;
}

const char *
who_read(const char *s, size_t bytes, struct who *who)
{
	const size_t claim = strlen(CLAIM);

	memset(who, 0, sizeof(*who));
	if (bytes == 1 && *s == '*')
		return NULL;		/* WHO_ANY */
	if (bytes >= claim && memcmp(s, CLAIM, claim) == 0)
		return read_claim(s + claim, bytes - claim, who);
	if (bytes > 0 && *s == '@')
		return keep(who, WHO_GROUP, s + 1, bytes - 1);
	if (bytes > 0 && *s == '%')
		return keep(who, WHO_SYSTEM_GROUP, s + 1, bytes - 1);
	return keep(who, WHO_USER, s, bytes);
}

void
who_clear(struct who *who)
{
	free(who->name);
	free(who->value);
	memset(who, 0, sizeof(*who));
}

const char *
who_read_list(const char *s, struct who_list *list)
{
	const char *why = NULL;
	size_t n, room = 1;

	memset(list, 0, sizeof(*list));
	for (n = 0; s[n] != '\0'; n++)
		room += s[n] == ' ';
	if ((list->v = calloc(room, sizeof(*list->v))) == NULL)
		return value_nomem;
	for (s += strspn(s, " "); why == NULL && *s != '\0';
	    s += n + strspn(s + n, " ")) {
		n = strcspn(s, " ");
		why = who_read(s, n, &list->v[list->n]);
		list->n += why == NULL;
	}
	if (why != NULL)
		who_clear_list(list);
	return why;
}

void
who_clear_list(struct who_list *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		who_clear(&list->v[i]);
	free(list->v);
	memset(list, 0, sizeof(*list));
}
