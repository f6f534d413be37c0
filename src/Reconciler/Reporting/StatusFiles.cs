using System.Text.Json;
using OciReconciler.Model.Status;

namespace OciReconciler.Reporting;

/// <summary>Reads published statuses.</summary>
internal static class StatusFiles
{
    /// <summary>All statuses in a directory, by name. A directory that is not there has none; a file that cannot be read is left out.</summary>
    public static IReadOnlyList<WorkloadStatus> ReadAll(string directory) => Directory.Exists(directory)
        ? [.. Directory.EnumerateFiles(directory, "*.json").Select(Read).OfType<WorkloadStatus>().OrderBy(status => status.Name, StringComparer.Ordinal)]
        : [];

    /// <summary>One status, or null when there is none that can be read.</summary>
    public static WorkloadStatus? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), StatusJsonContext.Default.WorkloadStatus);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
