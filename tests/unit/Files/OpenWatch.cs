namespace OciReconciler.UnitTests.Files;

/// <summary>Counts how often a file is opened to be read.</summary>
internal sealed class OpenWatch : IDisposable
{
    private const uint Opened = 0x20;
    private const int EventBytes = 16;
    private readonly DescriptorHandle _inotify = new(LibC.InotifyInit(LibC.CloseOnExec | LibC.NonBlocking));

    public OpenWatch(string path) => Assert.True(LibC.InotifyAdd(_inotify.Descriptor, path, Opened) >= 0);

    public int Count()
    {
        Span<byte> events = stackalloc byte[EventBytes * 64];
        return (int)Math.Max(0, LibC.Read(_inotify.Descriptor, events, (nuint)events.Length)) / EventBytes;
    }

    public void Dispose() => _inotify.Dispose();
}
