// The runtime fills in its tables of types before it runs the first line of the program: 12 MB behind the initialised data, page by page, and
// taking the page faults was most of what a short command cost. All of these pages are needed anyway: the kernel may make them large ones.
#define _DEFAULT_SOURCE
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

extern char _edata[], _end[];

__attribute__((constructor)) static void use_huge_pages(void)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t from = ((uintptr_t)_edata + page - 1) & ~(page - 1), to = (uintptr_t)_end & ~(page - 1);

    // A kernel without them goes on as ever.
    if (from < to)
        madvise((void *)from, to - from, MADV_HUGEPAGE);
}
