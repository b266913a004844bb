/* room: arrays that grow by one, as many as bytes that were read ask for. */
#ifndef BASE_ROOM_H
#define BASE_ROOM_H

#include <stddef.h>

/*
 * An array of n elements of `size` bytes, with room for one more: itself or in
 * another place, where it has twice the room. It is one of room_grown from its
 * first element on (n 0, NULL). NULL: no memory, and it stays as it was.
 */
void	*room_grown(void *, size_t n, size_t size);

/* The same without the room that was made for more; never NULL for n > 0. */
void	*room_shrunk(void *, size_t n, size_t size);

#endif
