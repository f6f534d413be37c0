using System.Text.Json.Serialization;
using OciReconciler.Files;

namespace OciReconciler.State;

/// <summary>
/// Restarts that were asked for: a command writes a file with a number of its own, the controller carries it out, leaves the outcome with
/// that number in another directory and removes the request. Under /run: a reboot is a restart. What cannot be read asks for nothing: it
/// is somebody's file in our directory, and stays.
/// </summary>
internal sealed class RestartRequests(string directory)
{
    // Far more than a number or an outcome has.
    private const long MaxBytes = 64 * 1024;
    private const string OutcomesSuffix = ".done";

    private readonly WorkloadFiles<string> _requests = new(
        directory, FileFormat.Text(AtomicFile.Write) with { MaxBytes = MaxBytes }, StateFiles.ReadOnly);

    private readonly WorkloadFiles<RestartOutcome> _outcomes = new(
        directory + OutcomesSuffix,
        FileFormat.Json("", RestartOutcomeContext.Default.RestartOutcome, AtomicFile.Write) with { MaxBytes = MaxBytes },
        StateFiles.ReadOnly);

    /// <summary>Where requests lie.</summary>
    public string Directory => directory;

    /// <summary>Where outcomes lie.</summary>
    public string Outcomes => _outcomes.Directory;

    /// <summary>All workloads whose restart is asked for.</summary>
    public IReadOnlySet<WorkloadKey> All() => _requests.Keys();

    /// <summary>Whether the restart of a workload is asked for.</summary>
    public bool Has(WorkloadKey key) => _requests.Has(key);

    /// <summary>Asks for a restart. Throws IOException or UnauthorizedAccessException.</summary>
    /// <returns>The request's number.</returns>
    public string Ask(WorkloadKey key)
    {
        var id = Guid.NewGuid().ToString("N");
        Make();
        _requests.Write(key, id);
        return id;
    }

    /// <summary>The number of the request for a workload, or null when there is none.</summary>
    public string? Find(WorkloadKey key) => _requests.TryRead(key);

    /// <summary>
    /// Records how a request ended. The request is gone then, also when nothing can be written: else it would be carried out again and
    /// again.
    /// </summary>
    public void Finish(WorkloadKey key, RestartOutcome outcome)
    {
        try
        {
            Make();
            _outcomes.Write(key, outcome);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Whoever asked finds neither request nor outcome, and says so.
        }

        // A request that came meanwhile has another number and stays.
        if (Find(key) == outcome.Id)
            _requests.Delete(key);
    }

    /// <summary>How a request ended, or null when it has not.</summary>
    public RestartOutcome? Outcome(WorkloadKey key, string id) =>
        _outcomes.TryRead(key) is { } outcome && outcome.Id == id ? outcome : null;

    /// <summary>Makes the directories, so that they can be watched.</summary>
    public void Make()
    {
        StateDirectory.MakePrivate(directory);
        StateDirectory.MakePrivate(Outcomes);
    }
}

/// <summary>How a request for a restart ended.</summary>
internal sealed record RestartOutcome(string Id, bool Succeeded, string Message);

/// <summary>Source-generated, for NativeAOT.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(RestartOutcome))]
internal sealed partial class RestartOutcomeContext : JsonSerializerContext;
