/* member: the members of JSON objects that we write. */
#ifndef SERVE_MEMBER_H
#define SERVE_MEMBER_H

#include <stdint.h>

#include <json-c/json.h>

/*
 * Each adds a member: 0, or -1 without memory. member_put gives the value
 * away, whatever comes of it; a value of NULL is lack of memory. A text that
 * is NULL makes no member.
 */
int	member_put(struct json_object *, const char *key,
	    struct json_object *value);
int	member_text(struct json_object *, const char *key, const char *text);
int	member_number(struct json_object *, const char *key, uint64_t);

#endif
