#include <stdlib.h>

#include "base/room.h"

#define ROOM_MIN	64	/* elements that room is made for at first */

void *
room_grown(void *v, size_t n, size_t size)
{
	if (n != 0 && (n < ROOM_MIN || (n & (n - 1)) != 0))
		return v;
	return reallocarray(v, n == 0 ? ROOM_MIN : 2 * n, size);
}

void *
room_shrunk(void *v, size_t n, size_t size)
{
	void *less = n > 0 ? reallocarray(v, n, size) : NULL;

	return less != NULL ? less : v;
}
