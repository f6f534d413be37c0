using System.Runtime.InteropServices;

namespace OciReconciler.Files;

/// <summary>
/// Files that manifests name: password files, environment files, image archives, programs. They are somebody else's, so nothing is taken
/// for granted: only regular files are opened, no more is read than a limit, and a file system that hangs is waited for no longer than a
/// deadline. Thread-safe.
/// </summary>
internal sealed class InputFiles(TimeProvider time)
{
    /// <summary>More than any registry takes as a password, or as a token in its place.</summary>
    public const long PasswordBytes = 64 << 10;

    /// <summary>More than the kernel takes as an environment.</summary>
    public const long EnvironmentBytes = 10 << 20;

    /// <summary>More than image archives have.</summary>
    public const long ArchiveBytes = 64L << 30;

    // A disk that sleeps takes seconds to wake up.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly BlockingCalls _calls = new(Deadline, time);

    /// <summary>What is known of a file; links are followed.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="IOException">Its stat cannot be read.</exception>
    public Task<FileStat> StatAsync(string path, CancellationToken cancellationToken) =>
        _calls.RunAsync(PlaceOf(path), () => Stat(path), cancellationToken);

    /// <summary>Whether there is a file or directory; links are followed. What cannot be examined, or not in time, is not there.</summary>
    public async Task<bool> HasAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await StatAsync(path, cancellationToken);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Opens a file. Throws as <see cref="RegularFile.Open"/>, and <see cref="IOException"/> at the deadline.</summary>
    public async Task<InputFileStream> OpenAsync(string path, long maxBytes, CancellationToken cancellationToken)
    {
        var place = PlaceOf(path);
        var file = await _calls.RunAsync(place, () => RegularFile.Open(path, maxBytes), cancellationToken);
        return new InputFileStream(file, place, _calls);
    }

    /// <summary>A whole small file. Throws as <see cref="OpenAsync"/>.</summary>
    public Task<byte[]> ReadAllBytesAsync(string path, long maxBytes, CancellationToken cancellationToken) =>
        _calls.RunAsync(PlaceOf(path), () => RegularFile.ReadAllBytes(path, maxBytes), cancellationToken);

    private static string PlaceOf(string path) => Path.GetDirectoryName(path) ?? "/";

    private static FileStat Stat(string path) => FileStat.OfPath(path, out var stat) switch
    {
        0 => stat,
        LibC.ErrorNoEntry or LibC.ErrorNotDirectory => throw new FileNotFoundException($"{path} does not exist.", path),
        var error => throw new IOException($"{path} cannot be looked at: {Marshal.GetPInvokeErrorMessage(error)}."),
    };
}
