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
      let room = min(size, 1 << 27) * 6
      mallopt(M_MMAP_MAX, 0)
      mallopt(M_TRIM_THRESHOLD, .max)
      mallopt(M_TOP_PAD, Int32(clamping: room))
      // The heap notes where its free part begins, so that a smaller block would touch a page in the middle: of the two
      // megabytes around a page that is there already none is large.
      guard let block = malloc(room), let end = sbrk(0) else { return }
      let start = Int(bitPattern: block)
      let first = (start + pageSize - 1) / pageSize * pageSize
      let last = Int(bitPattern: end) / pageSize * pageSize
      free(block)
      guard first < last else { return }
      madvise(UnsafeMutableRawPointer(bitPattern: first), last - first, MADV_HUGEPAGE)
      // What lies in front of the first large page is a piece that nobody gets, and not touched. (The compiler would leave
      // out the making of a piece that nobody asks for anything.)
      _ = malloc_usable_size(malloc(first - start))
    }
  }
#else
  /// Large pages are Linux's.
  enum LargePages {
    static func prepare(forFileOf size: Int) {}
  }
#endif
