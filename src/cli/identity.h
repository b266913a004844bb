/* identity: to see the files as another user does. */
#ifndef CLI_IDENTITY_H
#define CLI_IDENTITY_H

/*
 * Takes on user, group and groups of `name` for good, which only root can;
 * the user who runs the program stays as he is. 0, or -1 after telling what
 * is wrong.
 */
int	identity_take(const char *name);

#endif
