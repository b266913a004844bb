#include "fake_door.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const char *
find(struct door *door, const char *name)
{
	const char *const *at = ((struct fake_door *)door)->pairs;

	for (; at != NULL && at[0] != NULL; at += 2)
		if (strcmp(at[0], name) == 0)
			return at[1];
	return NULL;
}

static const char *
fake_variable(struct door *door, const char *name)
{
	const char *value = find(door, name);

	return value != NULL && value[0] != '\0' ? value : NULL;
}

static bool
fake_present(struct door *door, const char *name)
{
	return find(door, name) != NULL;
}

static ssize_t
fake_read(struct door *door, void *buffer, size_t bytes)
{
	struct fake_door *fake = (struct fake_door *)door;
	size_t left = fake->body_bytes - fake->body_at;

	if (left == 0 && fake->body_breaks) {
		errno = EPROTO;
		return -1;
	}
	if (bytes > left)
		bytes = left;
	if (bytes > fake->piece)
		bytes = fake->piece;
	if (bytes > 0)
		memcpy(buffer, fake->body + fake->body_at, bytes);
	fake->body_at += bytes;
	return (ssize_t)bytes;
}

static int
fake_write(struct door *door, const void *data, size_t bytes)
{
	struct fake_door *fake = (struct fake_door *)door;

	if (bytes > fake->room)
		return -1;
	fake->room -= bytes;
	return kputsn(data, (int)bytes, &fake->out) < 0 ? -1 : 0;
}

void
fake_door_init(struct fake_door *fake, const char *const *pairs)
{
	memset(fake, 0, sizeof *fake);
	fake->door.variable = fake_variable;
	fake->door.present = fake_present;
	fake->door.read = fake_read;
	fake->door.write = fake_write;
	fake->pairs = pairs;
	fake->piece = SIZE_MAX;
	fake->room = SIZE_MAX;
}

void
fake_door_clear(struct fake_door *fake)
{
	ks_free(&fake->out);
}

const char *
fake_door_header(const struct fake_door *fake, const char *name)
{
	static char value[4096];
	const char *at, *end, *body = fake_door_body(fake, NULL);
	char line[128];

	snprintf(line, sizeof line, "\r\n%s: ", name);
	at = body != NULL ? strstr(fake->out.s, line) : NULL;
	if (at == NULL || at >= body)
		return NULL;
	at += strlen(line);
	end = strstr(at, "\r\n");
	snprintf(value, sizeof value, "%.*s", (int)(end - at), at);
	return value;
}

const char *
fake_door_body(const struct fake_door *fake, size_t *bytes)
{
	const char *end = fake->out.s != NULL ?
	    strstr(fake->out.s, "\r\n\r\n") : NULL;

	if (end == NULL)
		return NULL;
	if (bytes != NULL)
		*bytes = fake->out.l - (size_t)(end + 4 - fake->out.s);
	return end + 4;
}
