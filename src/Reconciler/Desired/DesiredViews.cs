using OciReconciler.Model.Units;

namespace OciReconciler.Desired;

/// <summary>The view of the current desired state, made once for each state and settings. Thread-safe.</summary>
internal sealed class DesiredViews(Func<DesiredState> state, Func<RenderSettings> settings)
{
    private DesiredView? _view;

    /// <summary>The current view.</summary>
    public DesiredView Current
    {
        get
        {
            var view = _view;
            var (current, host) = (state(), settings());
            return view is not null && ReferenceEquals(view.State, current) && ReferenceEquals(view.Settings, host)
                ? view
                : _view = new DesiredView(current, host);
        }
    }
}
