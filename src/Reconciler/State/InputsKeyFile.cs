using OciReconciler.Files;
using OciReconciler.Model.Hashing;

namespace OciReconciler.State;

/// <summary>The file of this host's key for digests of inputs: made when there is none, readable by us alone.</summary>
internal static class InputsKeyFile
{
    private const long FileBytes = 4096;

    /// <summary>The key, or null when there is none that can be read: for read-only commands.</summary>
    public static InputsKey? Read(string path) =>
        RegularFile.TryReadAllBytes(path, FileBytes) is { Length: InputsKey.Length } key ? new InputsKey(key) : null;

    /// <summary>The key; another one is made in the place of none, or of one that cannot be used.</summary>
    /// <param name="warn">Gets what somebody should know.</param>
    public static InputsKey ReadOrMake(string path, Action<string> warn)
    {
        try
        {
            if (Read(path) is { } key)
            {
                Close(path, warn);
                return key;
            }

            if (FileStat.OfEntry(path, out _) == 0)
                warn("It is no key, and is replaced by a new one: no workload is restarted for it.");
            return Make(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            warn($"{failure.Message} A change of an environment file or image archive is not noticed that comes while no controller runs.");
            return InputsKey.Create();
        }
    }

    // The key may have been put back from somewhere with other permissions.
    private static void Close(string path, Action<string> warn)
    {
        if (File.GetUnixFileMode(path) is var mode && mode == AtomicFile.PrivateMode)
            return;
        warn($"Its mode was {Convert.ToString((int)mode, 8)}: others may know the key. Remove it for another one: nothing is restarted.");
        try
        {
            File.SetUnixFileMode(path, AtomicFile.PrivateMode);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It is a key all the same.
        }
    }

    private static InputsKey Make(string path)
    {
        // .NET's own generator is OpenSSL's: see Digests.Sha256.
        var key = new byte[InputsKey.Length];
        if (LibC.FillRandom(key, InputsKey.Length, flags: 0) != InputsKey.Length)
            throw new IOException($"The kernel gives no random numbers: {LibC.LastError()}.");
        PrivateFile.WriteAndSync(path, key);
        return new InputsKey(key);
    }
}
