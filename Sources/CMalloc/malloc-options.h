// How the C library of Linux gets its memory: Swift's own module of it leaves this header out.
#if defined(__linux__)
#include <features.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif
#endif
