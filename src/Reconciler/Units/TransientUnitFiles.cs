using System.Text;
using OciReconciler.DBus.Units;
using OciReconciler.Files;

namespace OciReconciler.Units;

/// <summary>Sees to it that the files of our units say after a daemon-reload what was sent to systemd.</summary>
internal sealed class TransientUnitFiles(string directory) : ITransientUnitFiles
{
    /// <summary>Where the system manager keeps them.</summary>
    public const string SystemDirectory = "/run/systemd/transient";

    // A definition takes some kilobytes, and a pass may make many.
    private const long Needed = 1 << 20;

    private const string DescriptionKey = "Description=";

    /// <inheritdoc/>
    public void Correct(string unit)
    {
        var path = Path.Combine(directory, unit);
        try
        {
            var text = RegularFile.ReadAllText(path);
            var corrected = TransientFileText.Corrected(text);
            if (corrected != text)
                Replace(path, corrected);
        }
        catch (FileNotFoundException)
        {
            // The unit has gone meanwhile, and its file with it.
        }
    }

    /// <inheritdoc/>
    public void CorrectAll()
    {
        if (!Directory.Exists(directory))
            return;
        foreach (var path in Directory.GetFiles(directory, "*.service").Where(IsOurs))
            TryCorrect(Path.GetFileName(path));
    }

    /// <inheritdoc/>
    public void Remove(string unit)
    {
        try
        {
            File.Delete(Path.Combine(directory, unit));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw WriteDenial.Explained(failure);
        }
    }

    /// <inheritdoc/>
    public bool HasRoom => Free >= Needed;

    // The directory itself comes with the first transient unit.
    private string Parent => Path.GetDirectoryName(directory)!;

    private long Free => new DriveInfo(Parent).AvailableFreeSpace;

    /// <inheritdoc/>
    public void RequireRoom()
    {
        var free = Free;
        if (free < Needed)
            throw new StepException(
                Reasons.DiskFull,
                $"Only {free / 1024} kB are free under {Parent}, where systemd keeps definitions: what is stopped now could not be "
                + $"started again, so nothing is. Make room there. See: df -h {Parent}");
    }

    private void TryCorrect(string unit)
    {
        try
        {
            Correct(unit);
        }
        catch (IOException)
        {
            // A full /run keeps no controller from starting; the next one tries again, and what runs reads its file at its next start
            // alone.
        }
    }

    // A newer file would make systemd ask for a daemon-reload that nobody needs.
    private static void Replace(string path, string text)
    {
        var modified = File.GetLastWriteTimeUtc(path);
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(text));
        File.SetLastWriteTimeUtc(path, modified);
    }

    private static bool IsOurs(string path)
    {
        try
        {
            return RegularFile.ReadAllText(path).Split('\n').Any(line => line.StartsWith(DescriptionKey, StringComparison.Ordinal)
                && Ownership.TryParse(line[DescriptionKey.Length..], out _));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
