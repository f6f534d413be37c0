using OciReconciler.Model.Manifests.Documents;
using OciReconciler.Model.Manifests.Json;

namespace OciReconciler.Model.Manifests.Sets;

/// <summary>
/// Collects what is wrong between workloads. Beyond a limit for each file it only counts, and makes no more words; who takes part is
/// refused all the same.
/// </summary>
internal sealed class SetErrorSink
{
    private readonly Dictionary<string, FileErrors> _files = new(StringComparer.Ordinal);

    /// <summary>Nothing is wrong.</summary>
    public bool IsEmpty => _files.Count == 0;

    /// <summary>Where a workload is declared.</summary>
    public static string Place(DeclaredWorkload workload) => $"{workload.File}:{workload.Line}";

    /// <summary>A workload is taken all the same.</summary>
    public void Warn(DeclaredWorkload workload, Func<string> message) => Add([workload], message, isWarning: true);

    /// <summary>A workload cannot be taken.</summary>
    public void Refuse(DeclaredWorkload workload, Func<string> message) => Add([workload], message);

    /// <summary>Workloads of one file cannot be taken.</summary>
    /// <param name="workloads">Which; it is reported at the first.</param>
    /// <param name="trouble">See <see cref="SetError"/>.</param>
    public void Refuse(ImmutableArray<DeclaredWorkload> workloads, Func<string> message, string? trouble = null) =>
        Add(workloads, message, isWarning: false, trouble);

    /// <summary>All of them, by file and line.</summary>
    /// <param name="order">The place of each file.</param>
    public ImmutableArray<SetError> ToSorted(IReadOnlyDictionary<string, int> order) =>
        [.. _files.OrderBy(file => order[file.Key]).SelectMany(file => file.Value.ToSorted())];

    private void Add(ImmutableArray<DeclaredWorkload> workloads, Func<string> message, bool isWarning = false, string? trouble = null)
    {
        var file = workloads[0].File;
        if (!_files.TryGetValue(file, out var errors))
            _files[file] = errors = new FileErrors();
        errors.Add(workloads, message, isWarning, trouble);
    }

    private sealed class FileErrors
    {
        private readonly List<SetError> _shown = [];
        private readonly HashSet<DeclaredWorkload> _refused = new(ReferenceEqualityComparer.Instance);
        private DeclaredWorkload? _firstLeft;
        private int _left;

        public void Add(ImmutableArray<DeclaredWorkload> workloads, Func<string> message, bool isWarning, string? trouble)
        {
            var at = workloads[0];
            if (_shown.Count < ErrorSink.Limit)
            {
                _shown.Add(new SetError(new ManifestError(at.File, at.Line, at.Path, message(), isWarning), workloads, trouble));
                return;
            }

            _left++;
            _firstLeft ??= at;
            if (!isWarning)
                _refused.UnionWith(workloads);
        }

        public IEnumerable<SetError> ToSorted()
        {
            var sorted = _shown.OrderBy(shown => shown.Error.Line);
            return _firstLeft is { } at ? sorted.Append(Left(at)) : sorted;
        }

        private SetError Left(DeclaredWorkload at)
        {
            var error = new ManifestError(
                at.File,
                at.Line,
                at.Path,
                $"{_left} more errors and warnings between workloads are not shown: correct the first ones and look again",
                _refused.Count == 0);
            return new SetError(error, _refused.Count == 0 ? [at] : [.. _refused]);
        }
    }
}
