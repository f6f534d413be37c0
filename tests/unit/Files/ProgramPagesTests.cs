namespace OciReconciler.UnitTests.Files;

public sealed class ProgramPagesTests
{
    // What the loader wrote into (r--p with anonymous pages), data and other files stay.
    [Fact]
    public void Ranges_OnlyWhatIsAsInTheFile()
    {
        string[] lines =
        [
            "1000-2000 r--p 00000000 fe:01 77                         /usr/bin/program", "Rss:                   4 kB",
            "Anonymous:             0 kB",
            "2000-3000 r-xp 00001000 fe:01 77                         /usr/bin/program", "Anonymous:             0 kB",
            "3000-4000 r--p 00002000 fe:01 77                         /usr/bin/program", "Anonymous:             4 kB",
            "4000-5000 rw-p 00003000 fe:01 77                         /usr/bin/program", "Anonymous:             0 kB",
            "5000-6000 r--s 00003000 fe:01 77                         /usr/bin/program", "Anonymous:             0 kB",
            "6000-7000 r-xp 00000000 fe:01 78                         /usr/lib/libc.so.6", "Anonymous:             0 kB",
            "7000-8000 rw-p 00000000 00:00 0", "Anonymous:             4 kB", "VmFlags: rd wr mr mw me ac",
        ];
        Assert.Equal([(0x1000, 0x2000), (0x2000, 0x3000)], ProgramPages.Ranges(lines, "/usr/bin/program"));
    }

    // The tests go on running after it.
    [Fact]
    public void Release_OfThisProcess_ReleasesSomething() => Assert.NotEqual(0, ProgramPages.Release());
}
