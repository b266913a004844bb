#include "serve/member.h"

int
member_put(struct json_object *object, const char *key,
    struct json_object *value)
{
	if (value == NULL)
		return -1;
	if (json_object_object_add(object, key, value) == 0)
		return 0;
	json_object_put(value);
	return -1;
}

int
member_text(struct json_object *object, const char *key, const char *text)
{
	if (text == NULL)
		return 0;
	return member_put(object, key, json_object_new_string(text));
}

int
member_number(struct json_object *object, const char *key, uint64_t number)
{
	return member_put(object, key, json_object_new_uint64(number));
}
