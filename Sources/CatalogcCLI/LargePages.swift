#if os(Linux) && canImport(Glibc)
  import CMalloc
  import Glibc

  /// Memory in pages of 2 MiB for what is made of a large file.
  ///
  /// The first touch of each page of 4 KiB takes the kernel longer than the compiler needs for what it writes there. Linux has
  /// large pages for those who ask for them; it may say no, and then nothing is lost.
  enum LargePages {
    private static let pageSize = 1 << 21

    /// Asks for them, once, before memory is taken for a file.
    ///
    /// - Parameter size: that of the file, in bytes. Nothing is done for a small one: most runs are over in a millisecond.
    static func prepare(forFileOf size: Int) {
      guard size >= 1 << 20 else { return }
      // Pieces of any size come from one heap, which grows by enough for all that a check makes of the file, and stays.
      mallopt(M_MMAP_MAX, 0)
      mallopt(M_TRIM_THRESHOLD, .max)
      mallopt(M_TOP_PAD, Int32(clamping: min(size, 1 << 27) * 6))
      guard let block = malloc(size), let end = sbrk(0) else { return }
      let first = (Int(bitPattern: block) + pageSize - 1) / pageSize * pageSize
      // What lies in front of the first large page is left untouched, in a piece that nobody gets.
      free(block)
      _ = malloc(first - Int(bitPattern: block))
      let last = Int(bitPattern: end) / pageSize * pageSize
      guard first < last else { return }
      madvise(UnsafeMutableRawPointer(bitPattern: first), last - first, MADV_HUGEPAGE)
    }
  }
#else
  /// Large pages are Linux's.
  enum LargePages {
    static func prepare(forFileOf size: Int) {}
  }
#endif
